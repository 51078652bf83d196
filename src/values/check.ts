import { isText } from './encoding.ts'

/**
 * `value`, if it has the type and passes; the message names what is wanted and never what was given, which may be a secret.
 * @throws TypeError if it has another type; RangeError if it does not pass
 */
export function normalizeValue<T>(
  value: unknown,
  isType: (value: unknown) => value is T,
  name: string,
  wanted: string,
  passes: (value: T) => boolean,
): T {
  if (!isType(value)) throw new TypeError(`${name} must be ${wanted}`)
  if (!passes(value)) throw new RangeError(`${name} must be ${wanted}`)
  return value
}

/** A guard for `normalizeValue`. */
export const isString = (value: unknown): value is string => typeof value === 'string'

/** A guard for `normalizeValue`. */
export const isNumber = (value: unknown): value is number => typeof value === 'number'

/** Whether `value` is a `Date` of any realm: its own method throws for everything else (ECMA-262, section 21.4.4). */
export function isDate(value: unknown): value is Date {
  if (typeof value !== 'object') return false // an exception takes ten times as long as a MAC
  try {
    Date.prototype.getTime.call(value)
    return true
  } catch {
    return false
  }
}

/** Each entry of an array, checked and converted. A hole is undefined, and never what a polluted `Array.prototype` has there. */
export function normalizeEntries<T>(list: readonly unknown[], read: (entry: unknown) => T): readonly T[] {
  return Array.from(list, (entry, i) => read(Object.hasOwn(list, i) ? entry : undefined))
}

/** A list that is not empty, each entry checked and converted. */
export function normalizeList<T>(value: unknown, name: string, read: (entry: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list`)
  if (value.length === 0) throw new TypeError(`${name} must not be empty`)
  return normalizeEntries(value, read)
}

/** Most entries of a list that goes into a token: each takes at least two of its 2,048 characters. */
const MAX_ENTRIES = 1024

/** A list as a set: sorted, each entry once, so that order and repetition make no difference to a token. */
export function normalizeSet(value: unknown, name: string, read: (entry: unknown) => string): readonly string[] {
  // Before the entries are read: a list of 200,000 takes a second, and its token would be too long.
  if (Array.isArray(value) && value.length > MAX_ENTRIES) {
    throw new RangeError(`${name} must have at most ${MAX_ENTRIES} entries`)
  }
  return [...new Set(normalizeList(value, name, read))].sort()
}

/** @throws TypeError if it is not a string; RangeError if it is not 1 to `maxBytes` UTF-8 bytes of well-formed Unicode without NUL */
export function normalizeText(value: unknown, name: string, maxBytes: number): string {
  if (typeof value === 'string' && isText(value, maxBytes)) return value
  const Wrong = typeof value === 'string' ? RangeError : TypeError
  throw new Wrong(`${name} must be a string of 1 to ${maxBytes} UTF-8 bytes, well-formed and without NUL`)
}
