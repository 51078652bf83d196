import type { Grant, LinkErrorCode } from 'daypass'
import { quote } from '../values/options.ts'
import { allowedMethods } from './required-permission.ts'
import type { UploadCode } from './upload-error.ts'

/** Why a request is refused, for `onDecision`. */
export type RefusalCause =
  | LinkErrorCode
  | UploadCode
  | 'link-required'
  | 'bad-request'
  | 'method-not-allowed'
  | 'confirmation-required'
  | 'unavailable'

/** Why a request is refused, for the client. `unavailable`: `onDecision` failed, or the store of managed links. */
export type RefusalCode = Exclude<RefusalCause, InvalidLink> | 'invalid-link'

/** A client that may be guessing cannot tell these apart. */
type InvalidLink = 'malformed' | 'unknown-key' | 'bad-signature'

/** Statuses, 400 to 599: one number for every refusal but `unavailable` and `confirmation-required`, or an object by code. */
export type Statuses = number | { readonly [C in RefusalCode]?: number }

const STATUS = {
  'link-required': 401,
  'bad-request': 400,
  'invalid-link': 403,
  'binding-required': 403,
  'too-long-lived': 403,
  'wrong-file': 403,
  'permission-denied': 403,
  'wrong-address': 403,
  'https-required': 403,
  'not-yet-valid': 403,
  expired: 410,
  'state-required': 403,
  revoked: 410,
  'used-up': 410,
  'length-required': 411,
  'upload-too-large': 413,
  'upload-wrong-type': 415,
  'upload-too-small': 400,
  'method-not-allowed': 405,
  'confirmation-required': 428,
  unavailable: 503,
} as const satisfies Record<RefusalCode, number>

/**
 * The status of every code.
 *
 * @throws TypeError if it is neither a number nor an object, or if a code is unknown or its status not a number; RangeError if a status is
 * not 400 to 599
 */
export function normalizeStatuses(value: unknown): Readonly<Record<RefusalCode, number>> {
  if (typeof value === 'number') {
    const status = normalizeStatus(value)
    const all = Object.fromEntries(Object.keys(STATUS).map((code) => [code, status])) as Record<RefusalCode, number>
    // Neither refuses the link: the server failed, or the client is told how to use it.
    const { unavailable, 'confirmation-required': confirmation } = STATUS
    return { ...all, unavailable, 'confirmation-required': confirmation }
  }
  if (typeof value !== 'object' || value === null) throw new TypeError('guard: statuses must be a number or an object')
  const own: Partial<Record<RefusalCode, number>> = {}
  for (const [code, status] of Object.entries(value)) {
    if (!Object.hasOwn(STATUS, code))
      throw new TypeError(`guard: statuses: unknown code${quote(code)}; known are ${Object.keys(STATUS).join(', ')}`)
    own[code as RefusalCode] = normalizeStatus(status)
  }
  return { ...STATUS, ...own }
}

/** Seconds after which a store that restarts, or a full log, may work again. */
const RETRY_AFTER = '5'

/** The code for the client. The causes that would help someone who guesses become one. */
export function publicCode(cause: RefusalCause): RefusalCode {
  return cause === 'malformed' || cause === 'unknown-key' || cause === 'bad-signature' ? 'invalid-link' : cause
}

/** Headers that a status or a code requires. */
export function refusalHeaders(
  code: RefusalCode,
  status: number,
  perm: string | undefined,
  refused: Grant | undefined,
  clock: () => number,
): Record<string, string> {
  if (status === 401) return { 'WWW-Authenticate': 'Bearer' }
  if (status === 405) return { Allow: allowedMethods(perm) }
  if (code === 'unavailable') return { 'Retry-After': RETRY_AFTER }
  if (code === 'not-yet-valid' && refused?.notBefore !== undefined) {
    const wait = Math.ceil((refused.notBefore.getTime() - clock()) / 1000)
    return { 'Retry-After': String(Math.max(wait, 1)) }
  }
  return {}
}

function normalizeStatus(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('guard: statuses must be numbers')
  if (!Number.isInteger(value) || value < 400 || value > 599) throw new RangeError('guard: statuses must be 400 to 599')
  return value
}
