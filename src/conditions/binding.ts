import { isText } from '../values/encoding.ts'
import { MAX_BINDING } from '../values/limits.ts'

/** Whether a request's value can be what a link is bound to. Any other is wrong without a MAC, however long it is. */
export function isBinding(value: string): boolean {
  return isText(value, MAX_BINDING)
}

/** What the first MAC covers: head and block, and for a bound link a NUL and the value (SPEC.md, section 4). */
export function macMessage(signed: string, boundTo: string | undefined): string {
  return boundTo === undefined ? signed : `${signed}\0${boundTo}`
}
