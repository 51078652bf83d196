import { isNumber, isString, normalizeValue } from '../values/check.ts'

// Errors here are those of a programmer: they name the argument and its range, never the value.

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const COUNT = 'a whole number from 0 to 2^53 - 1'

/** @throws TypeError if it is not a list of strings; RangeError if one of them cannot be a key */
export function assertKeys(keys: readonly string[]): void {
  if (!Array.isArray(keys)) throw new TypeError('store: keys must be a list')
  for (let i = 0; i < keys.length; i++) assertKey(keys[i] as string)
}

// The length apart: a counter in a regular expression makes it several times as slow.
const isKey = (text: string): boolean => text.length <= 512 && /^[!-~]+$/.test(text)

function assertKey(key: string): void {
  normalizeValue(key, isString, 'store: key', '1 to 512 visible ASCII characters', isKey)
}

function assertEnd(end: number): void {
  const passes = (value: number): boolean => isCount(value) || value === Number.POSITIVE_INFINITY
  normalizeValue(end, isNumber, 'store: end', `${COUNT}, in milliseconds since the epoch, or Infinity`, passes)
}

/** @throws TypeError if an argument has another type; RangeError if it is outside its range */
export function assertRaise(key: string, value: number, end: number): void {
  assertKey(key)
  normalizeValue(value, isNumber, 'store: value', COUNT, isCount)
  assertEnd(end)
}

/** @throws TypeError if an argument has another type; RangeError if it is outside its range */
export function assertWrite(key: string, text: string | undefined, end: number): void {
  assertKey(key)
  const passes = (value: string): boolean => value.isWellFormed() && !value.includes('\0')
  if (text !== undefined) normalizeValue(text, isString, 'store: text', 'well-formed and without NUL', passes)
  assertEnd(end)
}

/** @throws TypeError if an argument has another type; RangeError if it is outside its range */
export function assertUse(key: string, claim: string | undefined, max: number, leaseMs: number, end: number): void {
  assertKey(key)
  if (claim !== undefined) {
    normalizeValue(claim, isString, 'store: claim', 'a string of at most 256 characters', (text) => text.length <= 256)
  }
  normalizeValue(max, isNumber, 'store: max', COUNT, isCount)
  normalizeValue(leaseMs, isNumber, 'store: leaseMs', 'a whole number of milliseconds from 1 to 2^53 - 1', (value) => {
    return isCount(value) && value > 0
  })
  assertEnd(end)
}

/**
 * The key of a claim's own entry. A space follows the counter's key, which has none, and JSON turns each claim into a text of its own that
 * every database takes: a lone surrogate or NUL is escaped (ECMA-262, QuoteJSONString). So no claim can be taken for another, or for a key.
 */
export function claimKey(key: string, claim: string): string {
  return `${key} ${JSON.stringify(claim)}`
}
