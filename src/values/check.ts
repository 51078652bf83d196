/**
 * `value`, where it is of the type and passes; the message says what is wanted and never what was given, which may be a secret.
 * @throws TypeError where it is of another type; RangeError where it does not pass
 */
export function check<T>(
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

/** A guard for `check`. */
export const isString = (value: unknown): value is string => typeof value === 'string'

/** A guard for `check`. */
export const isNumber = (value: unknown): value is number => typeof value === 'number'

/** A list that is not empty, each entry checked and turned into what it stands for. */
export function checkList<T>(value: unknown, name: string, read: (entry: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list`)
  if (value.length === 0) throw new TypeError(`${name} must not be empty`)
  return Array.from(value, read)
}

/** The same as a set has it: sorted, each entry once, so that order and repetition make no difference to a token. */
export function checkSet(value: unknown, name: string, read: (entry: unknown) => string): readonly string[] {
  return [...new Set(checkList(value, name, read))].sort()
}
