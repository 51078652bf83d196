import { createKey, createKeyring, createLinks, type Links } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../../support/fixtures.ts'

describe('links', () => {
  const links = createLinks({ keys: [KEY], perms: ['annotate'], clock: () => NOW })

  it('are three verbs, a key id and a list, frozen, and need no this', () => {
    expect(Object.keys(links).sort()).toEqual(['perms', 'sign', 'signingKeyId', 'tryVerify', 'verify'])
    expect(Object.isFrozen(links)).toBe(true)
    const tokens = ['a', 'b'].map((id) => links.sign.call(undefined, id, 'read', 60))
    expect(tokens.map((token) => links.verify.call(null, token).fileId)).toEqual(['a', 'b'])
    expect(tokens.map((token) => links.tryVerify.call({}, token).ok)).toEqual([true, true])
    expect(links.signingKeyId.call(undefined)).toBe('k')
  })

  it('understand the links of any other server that has the key, and no other', () => {
    const key = createKey('2026-11')
    const [one, other, stranger] = [key, key, createKey('2026-11')].map((k) => createLinks({ keys: [k] })) as [
      Links,
      Links,
      Links,
    ]
    const token = one.sign('a', 'read', '1h')
    expect([other.tryVerify(token).ok, stranger.tryVerify(token).code]).toEqual([true, 'bad-signature'])
  })

  it('take no names but the declared ones, which the compiler knows', () => {
    const { grant } = links.tryVerify(links.sign('a', ['read', 'annotate'], '1h'), { perm: 'annotate' })
    // Narrowed by its presence alone: this line does not compile if `grant` could be there on failure.
    expect(grant ? grant.perms : []).toEqual(['annotate', 'read'])
    // @ts-expect-error not declared
    expect(() => links.sign('a', 'rotate', '1h')).toThrow(RangeError)
    // @ts-expect-error not declared
    expect(() => links.tryVerify('x', { perm: 'rotate' })).toThrow(RangeError)
    // @ts-expect-error no lifetime, no link
    expect(() => links.sign('a', 'read')).toThrow(TypeError)
    // @ts-expect-error no such unit
    expect(() => links.sign('a', 'read', '4w')).toThrow(RangeError)
    // @ts-expect-error misspelt
    expect(() => links.sign('a', 'read', '4h', { httpOnly: true })).toThrow(TypeError)
    // @ts-expect-error misspelt
    expect(() => links.verify('x', { fileID: 'a' })).toThrow(TypeError)
    // @ts-expect-error a misspelt route parameter
    expect(() => links.verify('x', { fileId: ({} as { id?: string }).id })).toThrow(TypeError)
    // @ts-expect-error no keys
    expect(() => createLinks({ purpose: 'links' })).toThrow(TypeError)
  })
})

describe('signingKeyId', () => {
  const [older, newer] = [createKey('older'), createKey('newer')]
  const at = (milliseconds: number): Date => new Date(NOW + milliseconds)

  it('is the id of the key that sign uses, at every instant', () => {
    let now = NOW
    const keys = [
      { ...older, signUntil: at(3000) },
      { ...newer, signFrom: at(1000), signUntil: at(2000) },
    ]
    const links = createLinks({ keys, clock: () => now })
    const seen = [-1, 0, 999, 1000, 1999, 2000, 2999].map((milliseconds) => {
      now = NOW + milliseconds
      const id = links.signingKeyId()
      expect(links.sign('a', 'read', 60).split('.')[1]).toBe(id)
      return id
    })
    expect(seen).toEqual(['older', 'older', 'older', 'newer', 'newer', 'older', 'older'])
  })

  it('is undefined exactly when sign has no key', () => {
    let now = NOW
    const links = createLinks({ keys: [{ ...older, signFrom: at(1), signUntil: at(2) }], clock: () => now })
    const seen = [0, 1, 2].map((milliseconds) => {
      now = NOW + milliseconds
      return links.signingKeyId()
    })
    expect(seen).toEqual([undefined, 'older', undefined])
    expect(() => links.sign('a', 'read', 60)).toThrow('no key can sign at this time')
  })

  it('follows a keyring', () => {
    const keyring = createKeyring([older])
    const links = createLinks({ keys: keyring })
    keyring.replace([newer])
    expect(links.signingKeyId()).toBe('newer')
  })

  it('does not depend on the lifetime of a link, which may end after its key', () => {
    const links = createLinks({ keys: [{ ...older, verifyUntil: at(500) }], clock: () => NOW })
    expect(() => links.sign('a', 'read', 1)).toThrow(RangeError)
    expect(links.signingKeyId()).toBe('older')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, undefined])('throws if the clock returns %s', (now) => {
    const links = createLinks({ keys: [older], clock: () => now as number })
    expect(() => links.signingKeyId()).toThrow(new RangeError('clock must return a finite number of milliseconds >= 0'))
  })
})

describe('perms', () => {
  it('are the standard and the declared permissions, sorted, each once', () => {
    const standard = ['create', 'delete', 'list', 'read', 'write']
    expect(createLinks({ keys: [KEY] }).perms).toEqual(standard)
    const links = createLinks({ keys: [KEY], perms: ['zoom', 'annotate', 'read', 'zoom'] })
    expect(links.perms).toEqual(['annotate', ...standard, 'zoom'])
  })

  it('cannot be changed, and do not change what the links accept', () => {
    const declared: string[] = ['annotate']
    const links = createLinks({ keys: [KEY], perms: declared })
    declared.push('rotate')
    expect(() => (links.perms as string[]).push('rotate')).toThrow(TypeError)
    expect(links.perms).not.toContain('rotate')
    expect(() => links.sign('a', 'rotate', 60)).toThrow(', which declares annotate')
  })
})
