import { MAX_TOKEN } from '../values/limits.ts'

// The parts that may be read before the MAC is checked (SPEC.md, section 6.4): version, key id, and the dot before the last 43 characters.
const FORM = /^1b?\.[A-Za-z0-9_-]{1,32}\.[^\u0080-\uffff]*\.[^\u0080-\uffff]{43}$/

/** Whether a text could be a token. If not, `tryVerify` refuses it as `malformed`. */
export function couldBeToken(text: string): boolean {
  return text.length <= MAX_TOKEN && FORM.test(text)
}
