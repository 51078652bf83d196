import { parseSet } from './text.ts'

const NAME = /^[a-z][a-z0-9-]{0,31}$/

/** Whether `name` has the form of a permission: `[a-z][a-z0-9-]{0,31}`. */
export function isPermName(name: string): boolean {
  return NAME.test(name)
}

/** The names in a field, where each is well-formed and they are strictly ascending; else undefined. */
export function parsePerms(field: string): readonly string[] | undefined {
  return parseSet(field, '_', isPermName)
}
