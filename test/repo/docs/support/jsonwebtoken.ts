// Stands in for the package `jsonwebtoken` in the snippets that compare it with daypass: HS256 and what those snippets use of it.
import { createHmac, timingSafeEqual } from 'node:crypto'

interface Payload {
  readonly [name: string]: unknown
  readonly exp?: number
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const macOf = (text: string, secret: string): Buffer => createHmac('sha256', secret).update(text).digest()

export function sign(
  payload: object,
  secret: string,
  { expiresIn, keyid }: { readonly algorithm: 'HS256'; readonly expiresIn: `${number}h`; readonly keyid: string },
): string {
  const exp = Math.floor(Date.now() / 1000) + Number.parseInt(expiresIn, 10) * 3600
  const text = `${encode({ alg: 'HS256', typ: 'JWT', kid: keyid })}.${encode({ ...payload, exp })}`
  return `${text}.${macOf(text, secret).toString('base64url')}`
}

export function verify(token: string, secret: string, _options: { readonly algorithms: readonly ['HS256'] }): Payload {
  const [header = '', body = '', mac = ''] = token.split('.')
  const [expected, given] = [macOf(`${header}.${body}`, secret), Buffer.from(mac, 'base64url')]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('invalid signature')
  const payload: Payload = JSON.parse(Buffer.from(body, 'base64url').toString())
  if (Number(payload.exp) * 1000 <= Date.now()) throw new Error('jwt expired')
  return payload
}

const jsonwebtoken: { readonly sign: typeof sign; readonly verify: typeof verify } = { sign, verify }
export default jsonwebtoken
