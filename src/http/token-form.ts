// What may be read before the MAC is checked (SPEC.md, section 6): a version, a key id, and a dot before the last 43 characters.
const FORM = /^1b?\.[A-Za-z0-9_-]{1,32}\.[^\u0080-\uffff]*\.[^\u0080-\uffff]{43}$/

/** Whether a text could be a link. What this refuses, `tryVerify` refuses as `malformed`. */
export function couldBeToken(text: string): boolean {
  return text.length <= 2048 && FORM.test(text)
}
