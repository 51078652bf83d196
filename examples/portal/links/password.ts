import { createHash, createHmac, hkdfSync, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Key } from 'daypass'

const derive = promisify(scrypt) as (password: string, salt: string, length: number) => Promise<Buffer>

/** What the proofs of passwords are made with, one secret for each key: portals with the same keys make the same ones. */
export function proofSecrets(keys: readonly Key[]): readonly Buffer[] {
  return keys.map(({ secret }) => Buffer.from(hkdfSync('sha256', secret as string, '', 'daypass portal password', 32)))
}

/**
 * What the browser of a recipient who knows the password can have in its cookie, one for each secret, that of the first key first. The id
 * of the link is the salt: it is in the address, so that another portal with the same keys needs no record to check a password. Without a
 * secret of the portal nobody can make a proof, so passwords can be tried only with the form, which counts the tries.
 */
export async function passwordProofs(
  password: string,
  id: string,
  secrets: readonly Buffer[],
): Promise<readonly string[]> {
  const derived = await derive(password.normalize('NFC'), `daypass portal ${id}`, 32)
  return secrets.map((secret) => createHmac('sha256', secret).update(derived).digest('base64url'))
}

/** What the link is bound to, and what is kept to sign it again. Anyone who reads it in the database cannot make the cookie from it. */
export function bindingOf(proof: string): string {
  return createHash('sha256').update(proof).digest('base64url')
}
