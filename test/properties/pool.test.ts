import { createSecretKey } from 'node:crypto'
import { createKey, createKeyring, createLinks, keysFromEnv, narrow } from 'daypass'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { deriveKey } from '../../src/mac.ts'

// Small Buffers share a pool of 8 KiB, which `Buffer.from('hello').buffer` shows to anyone, and which `allocUnsafe` hands out again
// with all that was in it. No secret may lie there, also if `crypto.hash` is missing and `createHmac` is used.
const crypto = vi.hoisted(() => ({ hash: undefined as unknown }))
vi.mock('node:crypto', async (original) => {
  const { default: real } = await original<{ default: typeof import('node:crypto') }>()
  crypto.hash = real.hash
  const mocked = Object.defineProperty({ ...real }, 'hash', { get: () => crypto.hash })
  return { ...real, default: mocked }
})

/** Every pool that there was while `act` ran: all that `Buffer.from` gives a part of. */
function poolsOf(act: () => unknown): Buffer {
  const pools = new Set<ArrayBufferLike>()
  const look = (): void => void pools.add(Buffer.from('hello').buffer)
  const [from, allocUnsafe] = [Buffer.from, Buffer.allocUnsafe]
  const seen = <F extends (...args: never[]) => Buffer>(make: F): F =>
    ((...args: Parameters<F>) => {
      const made = make.apply(Buffer, args)
      if (made.buffer.byteLength === Buffer.poolSize) pools.add(made.buffer)
      return made
    }) as F
  look()
  Buffer.from = seen(from as never)
  Buffer.allocUnsafe = seen(allocUnsafe)
  try {
    act()
  } finally {
    Object.assign(Buffer, { from, allocUnsafe })
  }
  look()
  return Buffer.concat([...pools].map((pool) => Buffer.from(pool)))
}

const bytes = Buffer.alloc(40)
for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 89 + 41) % 256
const text = bytes.toString('base64url')

/** Bytes of a text in memory of their own, so that looking for them does not put them into the pool. */
function bytesOf(content: string, encoding: 'latin1' | 'base64url'): Buffer {
  const found = Buffer.alloc(Buffer.byteLength(content, encoding))
  found.write(content, encoding)
  return found
}

/** Parts of the secret and of the key derived from it, as bytes and as text. */
function secretParts(): readonly Buffer[] {
  const derived = deriveKey(bytes, 'links').object.export()
  return [bytes, derived].flatMap((secret) => {
    const copy = Buffer.alloc(secret.length)
    copy.set(secret)
    return [copy.subarray(0, 12), copy.subarray(-12), bytesOf(copy.toString('base64url').slice(4, 16), 'latin1')]
  })
}

const HASHES = [
  ['with crypto.hash', crypto.hash],
  ['without crypto.hash', undefined],
] as const

describe.each(HASHES)('the pool of small Buffers, %s,', (_, hash) => {
  beforeEach(() => {
    crypto.hash = hash
  })

  it('would show what is decoded in the usual way', () => {
    const pool = poolsOf(() => Buffer.from(Buffer.alloc(32, 0x5e).toString('base64url'), 'base64url'))
    expect(pool.includes(Buffer.alloc(32, 0x5e))).toBe(true)
  })

  it.each([
    ['text', text],
    ['bytes', new Uint8Array(bytes)],
    ['a KeyObject', createSecretKey(bytes)],
  ])('holds neither a secret that was given as %s nor the key derived from it', (_, secret) => {
    const parts = secretParts()
    const pool = poolsOf(() => {
      const keyring = createKeyring([{ id: 'k', secret }])
      const links = createLinks({ keys: keyring })
      links.verify(links.sign('a', 'read', '1h', { boundTo: 'me' }), { boundTo: 'me' })
      links.verify(narrow(links.sign('a', 'read', '1h'), { perms: 'read' }))
      keyring.replace([{ id: 'k', secret }])
      links.sign('a', 'read', '1h')
    })
    expect(parts.filter((part) => pool.includes(part))).toEqual([])
  })

  it('holds no secret of a key made here, or read from the environment', () => {
    let secret = ''
    const pool = poolsOf(() => {
      secret = createKey('k').secret
      keysFromEnv({ DAYPASS_KEYS: `k:${secret}` })
    })
    expect([pool.includes(bytesOf(secret, 'base64url')), pool.includes(bytesOf(secret, 'latin1'))]).toEqual([
      false,
      false,
    ])
  })

  it('holds no MAC of a parent, which is the key for narrowing', () => {
    const links = createLinks({ keys: [{ id: 'k', secret: text }] })
    const parent = links.sign('a', 'read', '1h')
    let child = ''
    const pool = poolsOf(() => {
      child = narrow(parent, { perms: 'read' })
      child = narrow(child, { ttl: '1m' })
      links.verify(child)
    })
    const macs = [parent, child].map((token) => token.slice(-43))
    const forms = macs.flatMap((mac) => [bytesOf(mac, 'latin1'), bytesOf(mac, 'base64url')])
    expect(forms.map((form) => pool.includes(form))).toEqual([false, false, false, false])
  })
})
