import { isText } from '../format/text.ts'

/** @throws TypeError where it is no string; RangeError where it is not 1 to `maxBytes` UTF-8 bytes of well-formed Unicode without NUL */
export function checkText(value: unknown, name: string, maxBytes: number): string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
  if (!isText(value, maxBytes)) throw new RangeError(`${name} must be 1 to ${maxBytes} bytes of Unicode without NUL`)
  return value
}
