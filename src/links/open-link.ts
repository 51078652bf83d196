import { isBinding } from '../conditions/binding.ts'
import { splitToken, type TokenParts } from '../format/token.ts'
import { findKey } from '../keys/find-key.ts'
import type { KeyTable, LinkKey } from '../keys/keyring.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import { isAscii } from '../values/encoding.ts'

/** A token taken apart, and the key whose id it has. Nothing has been proven. */
export interface OpenLink<Mac> {
  readonly parts: TokenParts
  readonly key: LinkKey<Mac>
}

/** Checks 1 to 3 of SPEC.md, section 6.4, at `now` in milliseconds: all that comes before the MAC. */
export function openLink<Mac>(
  keys: KeyTable<Mac>,
  token: unknown,
  boundTo: string | undefined,
  now: number,
): OpenLink<Mac> | LinkErrorCode {
  const parts = splitToken(token)
  if (parts === undefined) return 'malformed'
  const { token: text, bound, keyStart, start } = parts
  // Before the key is looked up, so that a bound link reveals nothing about keys.
  if (bound && boundTo === undefined) return unlessMalformed('binding-required', text)
  const key = findKey(keys, text, keyStart, start - 1)
  if (key === undefined || now >= key.verifyUntil) return unlessMalformed('unknown-key', text)
  // A value that no link can be bound to is wrong, and must not cost a MAC over all of its length.
  if (bound && !isBinding(boundTo as string)) return unlessMalformed('bad-signature', text)
  return { parts, key }
}

/** The code for a MAC that is wrong. */
export function wrongMac({ parts }: OpenLink<unknown>): LinkErrorCode {
  return unlessMalformed('bad-signature', parts.token)
}

/**
 * The code of a refusal before anything was proven. Text that is not ASCII is not a link, whatever else is wrong with it (SPEC.md,
 * section 6.4). A plain link that is accepted does not pay for this look.
 */
function unlessMalformed(code: LinkErrorCode, token: string): LinkErrorCode {
  return isAscii(token) ? code : 'malformed'
}
