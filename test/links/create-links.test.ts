import { createKey, createLinks, type Links } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../support/fixtures.ts'

describe('the verbs', () => {
  const links = createLinks({ keys: [KEY], perms: ['annotate'], clock: () => NOW })

  it('are three, frozen, and need no this', () => {
    expect(Object.keys(links).sort()).toEqual(['sign', 'tryVerify', 'verify'])
    expect(Object.isFrozen(links)).toBe(true)
    const tokens = ['a', 'b'].map((id) => links.sign.call(undefined, id, 'read', 60))
    expect(tokens.map((token) => links.verify.call(null, token).fileId)).toEqual(['a', 'b'])
    expect(tokens.map((token) => links.tryVerify.call({}, token).ok)).toEqual([true, true])
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
    // Narrowed by its presence alone: this line does not compile where `grant` could be there on failure.
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
