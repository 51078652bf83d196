import { check, checkSet, isString } from './check.ts'
import { isLowerCase, parseSet } from './encoding.ts'

/** Permissions that the adapters know. An application adds its own with `createLinks({ perms })`. */
export const STANDARD_PERMS = ['read', 'write', 'create', 'delete', 'list'] as const

/** One of the permissions that the adapters know. */
export type StandardPerm = (typeof STANDARD_PERMS)[number]

const NAME = /^[a-z][a-z0-9-]{0,31}$/
const isPermName = (name: string): boolean => NAME.test(name)

/** The names in a field from `from` to `to`, where each is well-formed and they are strictly ascending; else undefined. */
export function parsePerms(text: string, from: number, to: number): readonly string[] | undefined {
  const field = text.slice(from, to)
  // Nearly every link has one permission, of letters alone.
  if (field.length <= 32 && isLowerCase(text, from, to)) return [field]
  return parseSet(field, '_', isPermName)
}

/** Whether `name` is one of the permissions that the adapters know. */
export function isStandardPerm(name: string): name is StandardPerm {
  return (STANDARD_PERMS as readonly string[]).includes(name)
}

/** One name, of the form `[a-z][a-z0-9-]{0,31}`. */
export function checkPermName(name: unknown): string {
  return check(name, isString, 'perms', 'of the form [a-z][a-z0-9-]{0,31}', isPermName)
}

/**
 * Sorted list of one name or several, each once.
 * @throws TypeError where it is neither a name nor a list of names; RangeError where it is empty, or a name is not declared
 */
export function checkPerms(perms: unknown, declared?: ReadonlySet<string>): readonly string[] {
  if (typeof perms === 'string' && declared?.has(perms) === true) return [perms]
  const read = (entry: unknown): string => {
    const name = checkPermName(entry)
    if (declared?.has(name) !== false) return name
    throw new RangeError(`perms: "${name}" is not declared in createLinks({ perms })`)
  }
  return checkSet(typeof perms === 'string' ? [perms] : perms, 'perms', read, RangeError)
}
