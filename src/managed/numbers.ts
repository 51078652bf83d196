import { parseDecimal } from '../values/encoding.ts'
import { StoreError } from './store-error.ts'

/** A number that a store gave as text; undefined if it has none. What is not a number is not overlooked: nothing is accepted. */
export function storedNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = parseDecimal(text, 0, text.length, Number.MAX_SAFE_INTEGER)
  if (value === undefined) throw new StoreError('the store gave something other than the number that was written')
  return value
}
