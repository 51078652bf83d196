/**
 * Gives `target` a member that nothing enumerates. The descriptor inherits nothing, so that a polluted `get` or `writable` does not count.
 */
export function defineHidden<T extends object>(target: T, name: symbol, value: unknown): T {
  return Object.defineProperty(target, name, Object.assign(Object.create(null), { value }))
}

/** `instanceof` for a class whose every copy in a process marks its errors with `brand`. A subclass recognises its own instances. */
export function isBranded(asked: unknown, own: unknown, brand: symbol, value: unknown): boolean {
  if (asked !== own) return Function.prototype[Symbol.hasInstance].call(asked as CallableFunction, value)
  return typeof value === 'object' && value !== null && Object.hasOwn(value, brand)
}
