/** The members that have a value: the library refuses options that are `undefined`. */
export function defined<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}

/** The same, or undefined if no member has a value. */
export function definedIfAny<T extends object>(members: T): ReturnType<typeof defined<T>> | undefined {
  const some = defined(members)
  return Object.keys(some).length === 0 ? undefined : some
}
