/** The same members without a prototype, so that one which is absent is never read from a polluted `Object.prototype`. */
export function ownMembers<T extends object>(value: T): T
export function ownMembers<T extends object>(value: T | undefined): Partial<T>
export function ownMembers(value: object | undefined): object {
  return Object.assign(Object.create(null), value)
}

/** One member, if it is an own property. */
export function ownMember<T extends object, Name extends keyof T>(value: T, name: Name): T[Name] | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined
}
