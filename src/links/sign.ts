import type { KeyTable } from '../keys/keyring.ts'
import { type MacKey, macText } from '../mac.ts'
import { composeLink, type UnsignedLink } from './compose-link.ts'
import type { Settings } from './settings.ts'

/** Makes a token (SPEC.md, section 7). */
export function signLink(
  settings: Settings,
  keys: KeyTable<MacKey>,
  fileId: unknown,
  perms: unknown,
  ttl: unknown,
  given: unknown,
): string {
  return addMac(composeLink(settings, keys, fileId, perms, ttl, given))
}

/** Signs a link that has been composed. */
export function addMac({ text, message, key }: UnsignedLink<MacKey>): string {
  return `${text}.${macText(key.mac, message)}`
}
