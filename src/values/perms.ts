import { isPermName } from '../format/perms.ts'

/** Permissions that the adapters know. An application adds its own with `createLinks({ perms })`. */
export const STANDARD_PERMS = ['read', 'write', 'create', 'delete', 'list'] as const

/** One of the permissions that the adapters know. */
export type StandardPerm = (typeof STANDARD_PERMS)[number]

/** Whether `name` is one of the permissions that the adapters know. */
export function isStandardPerm(name: string): name is StandardPerm {
  return (STANDARD_PERMS as readonly string[]).includes(name)
}

/**
 * Sorted list of one name or several, each once, so that order and repetition make no difference to a token.
 * @throws TypeError where it is neither a string nor a list of strings; RangeError where a name is not allowed, or none is given
 */
export function normalisePerms(perms: unknown, declared?: ReadonlySet<string>): readonly string[] {
  const names: unknown = typeof perms === 'string' ? [perms] : perms
  if (!Array.isArray(names)) throw new TypeError('perms must be a name or a list of names')
  if (names.length === 0) throw new RangeError('perms must name at least one permission')
  for (const name of names) {
    if (typeof name !== 'string') throw new TypeError('perms must be strings')
    if (!isPermName(name)) throw new RangeError('perms must be of the form [a-z][a-z0-9-]{0,31}')
    if (declared?.has(name) === false)
      throw new RangeError(`perms: "${name}" is not declared in createLinks({ perms })`)
  }
  return names.length === 1 ? [...names] : [...new Set<string>(names)].sort()
}
