import { createHash, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(scrypt) as (password: string, salt: string, length: number) => Promise<Buffer>

/**
 * What the browser of a recipient who knows the password has in its cookie: scrypt with the id of the link as the salt. The id is in the
 * address, so that another portal with the same keys needs no record to check it.
 */
export async function passwordProof(password: string, id: string): Promise<string> {
  return (await derive(password.normalize('NFC'), `daypass portal ${id}`, 32)).toString('base64url')
}

/** What the link is bound to, and what is kept to sign it again. Who reads it in the database cannot make the cookie from it. */
export function bindingOf(proof: string): string {
  return createHash('sha256').update(proof).digest('base64url')
}
