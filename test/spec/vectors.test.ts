import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createLinks, type Grant, LinkError, type LinkResult, narrow } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { describe, expect, test } from 'vitest'
import { vectorFiles } from '../support/vector-files.ts'
import { reviveAll, signArguments, signerOptions, verifierOptions } from '../support/vector-options.ts'
import { vectorServer } from '../support/vector-server.ts'
import type { GrantData, Vector } from './make-vectors/vector.ts'
import { files } from './make-vectors.ts'

function dataOf({ expiresAt, notBefore, ...grant }: Grant): GrantData {
  return {
    ...grant,
    expiresAt: expiresAt.getTime() / 1000,
    ...(notBefore !== undefined && { notBefore: notBefore.getTime() / 1000 }),
  } as GrantData
}

function outcome(vector: Vector): LinkResult {
  return createLinks<string>(verifierOptions(vector)).tryVerify(vector.token, vector.request)
}

const { accepted, refused } = vectorFiles

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
  test.each(vectorFiles['non-ascii'])('$name', (vector) => {
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

describe('sign.json', () => {
  test.each(vectorFiles.sign)('$name', (vector) => {
    const sign = (): string => createLinks<string>(signerOptions(vector)).sign(...signArguments(vector))
    if (vector.token === null) expect(sign).toThrow(RangeError)
    else expect(sign()).toBe(vector.token)
  })
})

describe('sign-managed.json', () => {
  test.each(vectorFiles['sign-managed'])('$name', (vector) => {
    const links = createManagedLinks<string>({ ...signerOptions(vector), store: memoryStore() })
    const sign = (): string => links.sign(...signArguments(vector))
    if (vector.token === null) expect(sign).toThrow(RangeError)
    else expect(sign()).toBe(vector.token)
  })
})

describe('managed.json', () => {
  test.each(vectorFiles.managed)('$name', async (vector) => {
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
  test.each(vectorFiles.narrow)('$name', ({ parent, options, child, error }) => {
    const cut = (): string => narrow(parent, reviveAll(options) as never)
    if (child !== null) expect(cut()).toBe(child)
    else if (error === 'malformed') expect(cut).toThrow(new LinkError('malformed'))
    else expect(errorOf(cut)).toMatch(/^(?:TypeError|RangeError)$/)
  })
})

describe('mac.json', () => {
  test.each(vectorFiles.mac)('$name', ({ secretBytes, purpose, derivedKey, steps, token, request }) => {
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
