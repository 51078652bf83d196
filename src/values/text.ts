import { check, isString } from './check.ts'
import { isText } from './encoding.ts'

/** @throws TypeError where it is no string; RangeError where it is not 1 to `maxBytes` UTF-8 bytes of well-formed Unicode without NUL */
export function checkText(value: unknown, name: string, maxBytes: number): string {
  const wanted = `a string of 1 to ${maxBytes} UTF-8 bytes, well-formed and without NUL`
  return check(value, isString, name, wanted, (text) => isText(text, maxBytes))
}
