import * as core from 'daypass'
import { createKey, createKeyring, createLinks, LinkError } from 'daypass/web'
import { describe, expect, it } from 'vitest'
import { KEY, NOW, untyped } from '../../support/fixtures.ts'

const settings = { keys: [KEY], clock: () => NOW }
const links = createLinks(settings)
const synchronous = core.createLinks(settings)

describe('sign', () => {
  it('makes the token that daypass makes', async () => {
    const options = { boundTo: 'é', addresses: ['192.0.2.0/24'], ref: 'order 7' } as const
    for (const more of [undefined, {}, options]) {
      expect(await links.sign('a/b', ['read', 'list'], '4h', more)).toBe(
        synchronous.sign('a/b', ['read', 'list'], '4h', more),
      )
    }
  })

  it('rejects with the error that daypass throws, and never throws it at once', async () => {
    const wrong: readonly (readonly unknown[])[] = [
      [],
      [7, 'read', '4h'],
      ['a', 'read', '9d'],
      ['a', 'read', '4h', { x: 1 }],
    ]
    for (const args of wrong) {
      const [make, makeAtOnce] = [links.sign, synchronous.sign].map((sign) => sign as (...all: unknown[]) => unknown)
      let thrown: Error | undefined
      try {
        makeAtOnce?.(...args)
      } catch (error) {
        thrown = error as Error
      }
      expect(thrown).toBeInstanceOf(Error)
      await expect(make?.(...args)).rejects.toThrow(thrown)
    }
  })
})

describe('verify and tryVerify', () => {
  it('give the grant that daypass gives', async () => {
    const token = synchronous.sign('a', 'read', '4h', { ref: 'x' })
    expect(await links.verify(token, { fileId: 'a' })).toEqual(synchronous.verify(token, { fileId: 'a' }))
    expect(await links.tryVerify(token, { fileId: 'a' })).toEqual(synchronous.tryVerify(token, { fileId: 'a' }))
  })

  it('reject or refuse with the code and the message that daypass has', async () => {
    const token = synchronous.sign('a', 'read', '4h', { addresses: ['192.0.2.1'] })
    for (const [given, request] of [['x'], [token], [token, { fileId: 'b' }], [`${token.slice(0, -1)}~`]] as const) {
      let thrown: unknown
      try {
        synchronous.verify(given, request)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(core.LinkError)
      const error = await links.verify(given, request).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(LinkError)
      expect(error).toEqual(thrown)
      expect(await links.tryVerify(given, request)).toEqual(synchronous.tryVerify(given, request))
    }
  })

  it('reject for a request that is wrong', async () => {
    await expect(links.tryVerify('x', untyped({ file: 'a' }))).rejects.toThrow(TypeError)
    await expect(links.verify('x', untyped({ perm: 7 }))).rejects.toThrow(TypeError)
  })
})

describe('keys', () => {
  it('come from a keyring of either library, and follow what is put in its place', async () => {
    for (const make of [createKeyring, core.createKeyring]) {
      const keyring = make([createKey('old')])
      const rotating = createLinks({ keys: keyring })
      const token = await rotating.sign('a', 'read', '1h')
      expect((await rotating.verify(token)).keyId).toBe('old')
      keyring.replace([createKey('new')])
      expect(rotating.signingKeyId()).toBe('new')
      expect((await rotating.tryVerify(token)).code).toBe('unknown-key')
      expect((await rotating.verify(await rotating.sign('a', 'read', '1h'))).keyId).toBe('new')
    }
  })

  it('serve daypass from a keyring of daypass/web', () => {
    const { sign, verify } = core.createLinks({ keys: createKeyring([createKey('k')]) })
    expect(verify(sign('a', 'read', '1h')).keyId).toBe('k')
  })

  it('are checked at once', () => {
    expect(() => createLinks({ keys: [] })).toThrow(TypeError)
    expect(() => createLinks(untyped({ ...settings, alg: 'none' }))).toThrow(TypeError)
  })
})

describe('all verbs', () => {
  it('work detached, and the object is frozen', async () => {
    const { sign, verify, tryVerify, signingKeyId, perms } = links
    const token = await sign('a', 'read', '1h')
    expect((await verify(token)).fileId).toBe('a')
    expect((await tryVerify(token)).ok).toBe(true)
    expect(signingKeyId()).toBe(KEY.id)
    expect(perms).toEqual(synchronous.perms)
    expect([Object.isFrozen(links), Object.isFrozen(perms)]).toEqual([true, true])
  })
})
