import { createHmac } from 'node:crypto'
import { base64url as b, derive, LONG_SECRET, PLAIN, SECRET, T, TREE, tokenOf } from './signer.ts'
import type { Request } from './vector.ts'

/** Every value on the way from a secret to a token. Bytes are hex; `mac` is the text that stands in the token, or keys the next block. */
export interface MacVector {
  readonly name: string
  readonly secretBytes: string
  readonly purpose: string
  readonly derivedKey: string
  readonly steps: readonly {
    readonly key: string
    readonly message: string
    readonly digest: string
    readonly mac: string
  }[]
  readonly token: string
  /** A request that the link permits. */
  readonly request: Request
}

interface Made {
  readonly name: string
  readonly secret?: string
  readonly purpose?: string
  readonly block?: string
  readonly narrowed?: readonly string[]
  readonly request?: Request
}

const hex = (text: string): string => Buffer.from(text).toString('hex')

function macVector({
  name,
  secret = SECRET,
  purpose = 'links',
  block = PLAIN,
  narrowed = [],
  request = {},
}: Made): MacVector {
  const { boundTo } = request
  const derivedKey = derive(secret, purpose).toString('hex')
  const head = `${boundTo === undefined ? '1' : '1b'}.k1.${block}${boundTo === undefined ? '' : `\0${boundTo}`}`
  let key = derivedKey
  const steps = [head, ...narrowed].map((message) => {
    const digest = createHmac('sha256', Buffer.from(key, 'hex')).update(message).digest()
    const step = { key, message: hex(message), digest: digest.toString('hex'), mac: digest.toString('base64url') }
    key = hex(step.mac)
    return step
  })
  const token = tokenOf({ secret, purpose, block, narrowed, ...(boundTo !== undefined && { boundTo }) })
  const secretBytes = Buffer.from(secret, 'base64url').toString('hex')
  return { name, secretBytes, purpose, derivedKey, steps, token, request }
}

export const macs: readonly MacVector[] = [
  { name: 'plain link' },
  { name: 'another purpose', purpose: 'uploads' },
  { name: 'secret of 64 bytes', secret: LONG_SECRET },
  { name: 'bound link', request: { boundTo: 'session-1' } },
  { name: 'bound to a value outside ASCII', request: { boundTo: 'z\u00fcrich' } },
  { name: 'narrowed once', narrowed: [`e${T + 60}`] },
  {
    name: 'narrowed twice',
    block: TREE,
    narrowed: [`g${b('a/b/c')}`, 'h'],
    request: { fileId: 'a/b/c', secure: true },
  },
  { name: 'bound and narrowed', request: { boundTo: 'session-1', secure: true }, narrowed: ['h'] },
].map(macVector)
