/**
 * Gives `target` a member that nothing enumerates. The descriptor inherits nothing, so that a polluted `get` or `writable` does not count.
 */
export function defineHidden<T extends object>(target: T, name: symbol, value: unknown): T {
  return Object.defineProperty(target, name, Object.assign(Object.create(null), { value }))
}
