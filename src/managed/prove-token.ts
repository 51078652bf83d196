import type { ProvenLink } from '../links/proven-link.ts'
import { refusalError } from '../links/refusal-error.ts'
import { proveLink } from '../links/verify.ts'
import { readClock } from '../values/clock.ts'
import type { Context } from './context.ts'

/**
 * A link whose signature is right, whatever else may be said of it.
 * @throws LinkError if it is not; TypeError if `boundTo` is not a string
 */
export function proveToken({ settings, keys }: Context, token: unknown, boundTo: unknown): ProvenLink {
  if (boundTo !== undefined && typeof boundTo !== 'string') throw new TypeError('boundTo must be a string')
  const link = proveLink(keys(), token, boundTo, readClock(settings.clock))
  if (typeof link !== 'string') return link
  throw refusalError(link, undefined, token, {})
}
