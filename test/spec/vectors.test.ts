import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createLinks, type Grant, type Key, LinkError, type LinkResult, narrow } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { describe, expect, test } from 'vitest'
import { vectorServer } from '../support/vector-server.ts'
import type { MacVector } from './make-vectors/macs.ts'
import type { ManagedVector } from './make-vectors/managed-vector.ts'
import type { NarrowVector } from './make-vectors/narrowings.ts'
import type { KeyData, SignVector } from './make-vectors/signed.ts'
import type { GrantData, Vector } from './make-vectors/vector.ts'
import { files } from './make-vectors.ts'

function read<V>(name: string): readonly V[] {
  return JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8')).vectors
}

function loadVerifier(vector: Vector): ReturnType<typeof createLinks<string>> {
  const { secret, keyId, purpose, maxTtl, startLeeway, verifyUntil, now, request } = vector
  return createLinks<string>({
    keys: [{ id: keyId, secret, ...(verifyUntil !== undefined && { verifyUntil: new Date(verifyUntil) }) }],
    purpose,
    perms: request.perm === undefined ? [] : [request.perm],
    ...(maxTtl !== undefined && { maxTtl }),
    ...(startLeeway !== undefined && { startLeeway }),
    clock: () => now,
  })
}

function dataOf({ expiresAt, notBefore, ...grant }: Grant): GrantData {
  return {
    ...grant,
    expiresAt: expiresAt.getTime() / 1000,
    ...(notBefore !== undefined && { notBefore: notBefore.getTime() / 1000 }),
  } as GrantData
}

function outcome(vector: Vector): LinkResult {
  return loadVerifier(vector).tryVerify(vector.token, vector.request)
}

const accepted = read<Vector>('accepted')
const refused = read<Vector>('refused')

describe('accepted.json', () => {
  test.each(accepted)('$name', (vector) => {
    const { ok, grant, code } = outcome(vector)
    expect({ ok, code, ...(grant && { grant: dataOf(grant) }) }).toEqual({ code: undefined, ...vector.expected })
  })

  test('every last character of a MAC has three twins, and all are refused', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const vector of accepted) {
      const passing = [...alphabet].filter((last) => outcome({ ...vector, token: vector.token.slice(0, -1) + last }).ok)
      expect(passing).toEqual([vector.token.slice(-1)])
    }
  })
})

describe('non-ascii.json', () => {
  test.each(read<Vector>('non-ascii'))('$name', (vector) => {
    const { ok, code, grant } = outcome(vector)
    expect({ ok, code, grant }).toEqual({ ...vector.expected, grant: undefined })
  })
})

describe('refused.json', () => {
  test.each(refused)('$expected.code: $name', (vector) => {
    const { ok, code, grant } = outcome(vector)
    expect({ ok, code, grant }).toEqual({ ...vector.expected, grant: undefined })
  })

  test('only what carries a MAC that holds shows a refused grant', () => {
    const early = new Set(['malformed', 'unknown-key', 'bad-signature', 'binding-required'])
    for (const vector of refused) {
      const { code, refused: grant } = outcome(vector)
      expect({ code, shown: grant !== undefined }).toEqual({ code, shown: !early.has(String(code)) })
    }
  })
})

function toKey({ id, secret, ...times }: KeyData): Key {
  return { id, secret, ...Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, new Date(ms)])) }
}

/** Options as JSON has them: a date is `{ date: milliseconds }`. */
function revive(value: unknown): never {
  const isDate = typeof value === 'object' && value !== null && 'date' in value
  return (isDate ? new Date(value.date as number) : value) as never
}

function reviveAll(options: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, revive(value)]))
}

describe('sign.json', () => {
  test.each(read<SignVector>('sign'))('$name', ({ keys, purpose, maxTtl, now, fileId, perms, ttl, options, token }) => {
    const links = createLinks<string>({
      keys: keys.map(toKey),
      purpose,
      ...(maxTtl !== undefined && { maxTtl }),
      clock: () => now,
    })
    const sign = (): string => links.sign(fileId, perms, revive(ttl), reviveAll(options))
    if (token === null) expect(sign).toThrow(RangeError)
    else expect(sign()).toBe(token)
  })
})

describe('sign-managed.json', () => {
  test.each(read<SignVector>('sign-managed'))('$name', (vector) => {
    const { keys, purpose, now, fileId, perms, ttl, options, token } = vector
    const links = createManagedLinks<string>({ keys: keys.map(toKey), purpose, store: memoryStore(), clock: () => now })
    const sign = (): string => links.sign(fileId, perms, revive(ttl), reviveAll(options))
    if (token === null) expect(sign).toThrow(RangeError)
    else expect(sign()).toBe(token)
  })
})

describe('managed.json', () => {
  test.each(read<ManagedVector>('managed'))('$name', async (vector) => {
    const { links, stateless, setClock } = await vectorServer(vector)
    for (const asked of vector.requests) {
      setClock(asked.now)
      const { ok, grant, code } = await links.tryVerify(asked.token, asked.request)
      const { issuedAt, ...rest } = grant ?? {}
      const given = grant && { ...dataOf(rest as Grant), ...(issuedAt && { issuedAt: issuedAt.getTime() / 1000 }) }
      expect({ ok, code, grant: given && JSON.parse(JSON.stringify(given)) }).toEqual({
        code: undefined,
        grant: undefined,
        ...asked.expected,
      })
      // Appendix A: what is managed, a stateless verifier refuses as such, whatever the state.
      if (asked.token.includes('.i')) expect(stateless.tryVerify(asked.token).code).toBe('state-required')
    }
  })
})

function errorOf(act: () => unknown): string {
  try {
    return `none, but ${String(act())}`
  } catch (error) {
    return (error as Error).name
  }
}

describe('narrow.json', () => {
  test.each(read<NarrowVector>('narrow'))('$name', ({ parent, options, child, error }) => {
    const cut = (): string => narrow(parent, reviveAll(options) as never)
    if (child !== null) expect(cut()).toBe(child)
    else if (error === 'malformed') expect(cut).toThrow(new LinkError('malformed'))
    else expect(errorOf(cut)).toMatch(/^(?:TypeError|RangeError)$/)
  })
})

describe('mac.json', () => {
  test.each(read<MacVector>('mac'))('$name', ({ secretBytes, purpose, derivedKey, steps, token, request }) => {
    const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
    const hmac = (key: string, message: Buffer): string =>
      createHmac('sha256', bytes(key)).update(message).digest('hex')
    expect(hmac(secretBytes, Buffer.from(`daypass/1/${purpose}`))).toBe(derivedKey)
    let key = derivedKey
    for (const step of steps) {
      expect(step).toEqual({ ...step, key, digest: hmac(key, bytes(step.message)) })
      expect(step.mac).toBe(bytes(step.digest).toString('base64url'))
      key = Buffer.from(step.mac).toString('hex')
    }
    expect(token.slice(-43)).toBe(steps.at(-1)?.mac)
    const keys = [{ id: 'k1', secret: bytes(secretBytes) }]
    const links = createLinks<string>({ keys, purpose, clock: () => 1_700_000_000_000 })
    expect(links.tryVerify(token, request).ok).toBe(true)
  })
})

describe('the files', () => {
  test.each(Object.entries(files))('%s is what the script makes', (name, text) => {
    expect(readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8')).toBe(text)
  })

  test('there is none that no script makes', () => {
    expect(readdirSync(new URL('vectors', import.meta.url)).sort()).toEqual(Object.keys(files).sort())
  })

  test('enough of them, each with a name of its own', () => {
    expect(accepted.length).toBeGreaterThanOrEqual(40)
    expect(refused.length).toBeGreaterThanOrEqual(120)
    for (const vectors of [accepted, refused]) {
      const names = vectors.map(({ name, expected }) => `${'code' in expected ? expected.code : ''} ${name}`)
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    }
  })

  test('no token is both accepted and refused for one request', () => {
    const keyOf = ({ name: _, reason: __, expected: ___, ...asked }: Vector): string => JSON.stringify(asked)
    const asked = new Set(accepted.map(keyOf))
    expect(refused.filter((vector) => asked.has(keyOf(vector)))).toEqual([])
  })
})
