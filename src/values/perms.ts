import { isString, normalizeSet, normalizeValue } from './check.ts'
import { isLowerCase, parseSet } from './encoding.ts'

/** Permissions that the adapters know. An application adds its own with `createLinks({ perms })`. */
export const STANDARD_PERMS = ['read', 'write', 'create', 'delete', 'list'] as const

const MAX_NAME = 32

/** One of the permissions that the adapters know. */
export type StandardPerm = (typeof STANDARD_PERMS)[number]

// By codes, since a holder can make a verifier look at hundreds, and a regular expression takes three times as long.
const isPermName = (name: string): boolean => {
  if (name.length > MAX_NAME || !isLowerCase(name, 0, 1)) return false
  for (let i = 1; i < name.length; i++) {
    const code = name.charCodeAt(i)
    const isLetterOrDigit = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)
    if (!isLetterOrDigit && code !== 0x2d) return false
  }
  return true
}

/** The names in a field from `from` to `to`, if each is well-formed and they are strictly ascending; else undefined. */
export function parsePerms(text: string, from: number, to: number): readonly string[] | undefined {
  const field = text.slice(from, to)
  // Nearly every link has one permission, of letters alone.
  if (field.length <= MAX_NAME && isLowerCase(text, from, to)) return [field]
  return parseSet(field, '_', isPermName)
}

/** Whether `name` is one of the permissions that the adapters know. */
export function isStandardPerm(name: string): name is StandardPerm {
  return (STANDARD_PERMS as readonly string[]).includes(name)
}

/** One name, of the form `[a-z][a-z0-9-]{0,31}`. */
export function normalizePermName(name: unknown): string {
  return normalizeValue(name, isString, 'perms', 'of the form [a-z][a-z0-9-]{0,31}', isPermName)
}

/** The error for a permission that is not declared. Its name is shown only if it has the form of one. */
export function undeclaredPerm(what: string, name: string, known: Iterable<string>): RangeError {
  const standard = STANDARD_PERMS.join(', ')
  const declared = [...known].filter((perm) => !isStandardPerm(perm)).join(', ')
  const shown = isPermName(name) ? ` "${name}"` : ''
  const others = declared === '' ? '' : `, which declares ${declared}`
  return new RangeError(
    `${what}${shown} is neither standard (${standard}) nor declared in createLinks({ perms })${others}`,
  )
}

/**
 * Sorted list of one name or several, each once.
 * @throws TypeError if it is neither a name nor a list of names, or empty; RangeError if a name is wrong, or not declared
 */
export function normalizePerms(perms: unknown, declared?: ReadonlySet<string>): readonly string[] {
  // Nearly every link has one permission. A hole would be read from Array.prototype, which can be polluted.
  const only: unknown = Array.isArray(perms) && perms.length === 1 && Object.hasOwn(perms, 0) ? perms[0] : perms
  if (typeof only === 'string' && declared?.has(only)) return [only]
  return normalizeSet(typeof perms === 'string' ? [perms] : perms, 'perms', (entry) => {
    const name = normalizePermName(entry)
    if (declared === undefined || declared.has(name)) return name
    throw undeclaredPerm('perms:', name, declared)
  })
}
