import { LinkError, type NarrowOptions, narrow } from 'daypass'
import { describe, expect, it } from 'vitest'
import { linksAt, NOW, untyped } from '../../support/fixtures.ts'
import { CLAIM, managedScene, rejectionOf } from '../../support/managed.ts'
import { expectMisuse, thrownBy } from '../../support/misuse.ts'

describe('inspect', () => {
  it('gives what a grant would, and what makes the link managed, without the store', async () => {
    const { links, calls } = await managedScene()
    const token = links.sign('a', ['read', 'write'], '1h', { uses: 3, policy: 'p', ref: 'r', boundTo: 'me' })
    const seen = links.inspect(token, { boundTo: 'me' })
    expect(seen).toMatchObject({ issuedAt: new Date(NOW), policy: 'p', uses: 3, refusal: undefined })
    expect(seen.terms).toMatchObject({
      fileId: 'a',
      perms: ['read', 'write'],
      ref: 'r',
      bound: true,
      depth: 0,
      keyId: 'k',
    })
    expect(seen.terms.expiresAt).toEqual(new Date(NOW + 3_600_000))
    expect([token.includes(`.n${seen.nonce}.`), seen.linkId]).toEqual([true, expect.stringMatching(/^[\w-]{43}$/)])
    expect(calls).toEqual([])
  })

  it.each<[string, readonly NarrowOptions[]]>([
    ['a file', [{ fileId: 'a/b/c' }]],
    ['a file, and then a folder that it is in', [{ fileId: 'a/b/c' }, { fileId: 'a/b', scope: 'tree' }]],
    ['a folder, and then a file', [{ fileId: 'a/b', scope: 'tree' }, { fileId: 'a/b/c' }]],
  ])('names the innermost of what it was narrowed to: %s', async (_, cuts) => {
    const { links } = await managedScene()
    const token = cuts.reduce<string>(narrow, links.sign('a', 'read', '1h', { scope: 'tree' }))
    const { fileId, tree } = links.inspect(token).terms
    expect([fileId, tree]).toEqual(['a/b/c', undefined])
  })

  it('gives the terms and the identity of a link as it was narrowed', async () => {
    const { links } = await managedScene()
    const root = links.sign('a', ['read', 'write'], '1h', { scope: 'tree' })
    const child = narrow(root, { perms: 'read', fileId: 'a/b', scope: 'tree' })
    const [ofRoot, ofChild] = [links.inspect(root), links.inspect(child)]
    expect(ofChild.terms).toMatchObject({ fileId: 'a/b', tree: 'a/b', perms: ['read'], depth: 1 })
    expect([ofChild.nonce, ofChild.issuedAt]).toEqual([ofRoot.nonce, ofRoot.issuedAt])
    expect(ofChild.linkId).not.toBe(ofRoot.linkId)
    expect((await links.verify(child, { fileId: 'a/b/c' })).linkId).toBe(ofChild.linkId)
  })

  it('says of a plain link that it is one', async () => {
    const { links } = await managedScene()
    const { terms, linkId, refusal, ...rest } = links.inspect(linksAt().sign('a', 'read', '1h'))
    expect([terms.fileId, refusal, Object.values(rest)]).toEqual([
      'a',
      undefined,
      [undefined, undefined, undefined, undefined],
    ])
    expect(linkId).toMatch(/^[\w-]{43}$/)
  })

  it('says why time alone would refuse it, and judges nothing else', async () => {
    const { links, clock, join } = await managedScene()
    const generous = await join({ maxTtl: '30d' })
    const token = links.sign('a', 'read', '1h', { notBefore: '1h', httpsOnly: true })
    const refusalAt = (time: number, one = token): unknown => {
      clock.now = time
      return links.inspect(one).refusal
    }
    expect(refusalAt(NOW)).toBe('not-yet-valid')
    expect(refusalAt(NOW + 3_600_000)).toBe(undefined)
    expect(refusalAt(NOW + 7_200_000)).toBe('expired')
    clock.now = NOW
    expect(refusalAt(NOW, generous.sign('a', 'read', '7d'))).toBe(undefined)
    expect(refusalAt(NOW, generous.sign('a', 'read', '8d'))).toBe('too-long-lived')
    expect(refusalAt(NOW - 7000, links.sign('a', 'read', '1h'))).toBe('not-yet-valid')
    clock.now = NOW
    const revoked = links.sign('a', 'read', '1h')
    await links.revoke({ token: revoked })
    expect(refusalAt(NOW, revoked)).toBe(undefined)
  })

  it('throws a LinkError if the signature is not valid', async () => {
    const { links } = await managedScene()
    const bound = links.sign('a', 'read', '1h', { boundTo: 'me' })
    const cases: readonly (readonly [unknown, object, string])[] = [
      ['x', {}, 'malformed'],
      [undefined, {}, 'malformed'],
      [bound, {}, 'binding-required'],
      [bound, { boundTo: 'you' }, 'bad-signature'],
      [`${links.sign('a', 'read', '1h').slice(0, -43)}${'A'.repeat(43)}`, {}, 'bad-signature'],
    ]
    for (const [token, options, code] of cases) {
      const error = thrownBy(() => links.inspect(token, options)) as LinkError
      expect([error instanceof LinkError, error.code]).toEqual([true, code])
      const rejected = (await rejectionOf(links.usesOf(token, options))) as LinkError
      expect([rejected instanceof LinkError, rejected.code]).toEqual([true, code])
    }
  })

  it('takes no other options', async () => {
    const { links } = await managedScene()
    const token = links.sign('a', 'read', '1h')
    expectMisuse(
      () => links.inspect(token, untyped({ bound: 'me' })),
      TypeError,
      'options of inspect: unknown name "bound"',
    )
    expectMisuse(() => links.inspect(token, untyped({ boundTo: undefined })), TypeError, 'boundTo is undefined')
    expectMisuse(() => links.inspect(token, untyped({ boundTo: 5 })), TypeError, 'boundTo must be a string')
    expectMisuse(() => links.inspect(token, untyped('me')), TypeError, 'options of inspect must be a plain object')
  })
})

describe('usesOf', () => {
  it('gives how often a link was used, and how often it works', async () => {
    const { links } = await managedScene()
    const token = links.sign('a', 'read', '1h', { uses: 2, boundTo: 'me' })
    const usesOf = () => links.usesOf(token, { boundTo: 'me' })
    expect(await usesOf()).toEqual({ used: 0, max: 2 })
    for (let i = 0; i < 3; i++) await links.verify(token, { boundTo: 'me', claim: CLAIM })
    expect(await usesOf()).toEqual({ used: 1, max: 2 })
    await links.verify(token, { boundTo: 'me' })
    await links.tryVerify(token, { boundTo: 'me' })
    expect(await usesOf()).toEqual({ used: 2, max: 2 })
  })

  it('gives undefined for a link without a count, and asks no store then', async () => {
    const { links, calls } = await managedScene()
    expect(await links.usesOf(links.sign('a', 'read', '1h'))).toBe(undefined)
    expect(await links.usesOf(linksAt().sign('a', 'read', '1h'))).toBe(undefined)
    expect(calls).toEqual([])
  })

  it('rejects other options', async () => {
    const { links } = await managedScene()
    const error = await rejectionOf(links.usesOf('x', untyped({ claim: CLAIM })))
    expect([error.name, error.message]).toEqual([
      'TypeError',
      expect.stringContaining('options of usesOf: unknown name'),
    ])
  })
})
