/** The same members without a prototype, so that one which is absent is never read from a polluted one. */
export function ownMembers<T extends object>(value: T): T {
  return Object.assign(Object.create(null), value)
}
