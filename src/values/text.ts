import { isText } from './encoding.ts'

/** @throws TypeError if it is not a string; RangeError if it is not 1 to `maxBytes` UTF-8 bytes of well-formed Unicode without NUL */
export function checkText(value: unknown, name: string, maxBytes: number): string {
  if (typeof value === 'string' && isText(value, maxBytes)) return value
  const Wrong = typeof value === 'string' ? RangeError : TypeError
  throw new Wrong(`${name} must be a string of 1 to ${maxBytes} UTF-8 bytes, well-formed and without NUL`)
}
