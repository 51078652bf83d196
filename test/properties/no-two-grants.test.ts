import { createLinks, type SignOptions } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindings, fileIds, lifetimes, permLists } from '../support/arbitraries.ts'
import { inSeconds, linksAt, NOW, NOW_SECONDS, SECRET_TEXT } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'

const links = linksAt()

interface Given {
  readonly fileId: string
  readonly perms: readonly ('read' | 'write' | 'annotate' | 'create' | 'delete' | 'list')[]
  readonly ttl: number
  readonly boundTo: string | undefined
  readonly more: SignOptions
}

// Few and short values made of the format's own signs, so that two grants often differ in nothing but where one field
// ends and the next begins.
const imitations = fc.stringMatching(/^[aep1.~_\\/-]{1,6}$/)
const close: fc.Arbitrary<Given> = fc.record({
  fileId: fc.oneof(
    imitations,
    imitations.map((id) => `${id}.pread`),
    imitations.map((id) => `x.e${NOW_SECONDS + 1}.${id}`),
  ),
  perms: fc.subarray(['read', 'write', 'annotate'] as const, { minLength: 1 }),
  ttl: fc.integer({ min: 1, max: 12 }),
  boundTo: fc.option(
    fc.oneof(
      imitations,
      imitations.map((id) => `${id}.pread`),
    ),
    { nil: undefined },
  ),
  more: fc.constantFrom<SignOptions>(
    {},
    { httpsOnly: true },
    { ref: 'a' },
    { ref: 'ab' },
    { notBefore: new Date(NOW) },
  ),
})
const wide: fc.Arbitrary<Given> = fc.record({
  fileId: fileIds,
  perms: permLists,
  ttl: lifetimes,
  boundTo: bindings,
  more: fc.constant({}),
})

function sign({ fileId, perms, ttl, boundTo, more }: Given): string {
  return links.sign(fileId, perms, inSeconds(ttl), boundTo === undefined ? more : { ...more, boundTo })
}

function said({ fileId, perms, ttl, boundTo, more }: Given): string {
  return JSON.stringify([fileId, [...new Set(perms)].sort(), ttl, boundTo ?? null, more])
}

describe('no two grants share a token, nor the text under the MAC', () => {
  // Equal MACs are equal inputs, SHA-256 being what it is: so the MACs are compared, bindings included.
  const property = fc.property(fc.oneof(fc.tuple(close, close), fc.tuple(wide, wide)), ([a, b]) => {
    const [one, other] = [sign(a), sign(b)]
    expect(one.slice(-43) === other.slice(-43)).toBe(said(a) === said(b))
    expect(one === other).toBe(said(a) === said(b))
  })

  it('for pairs of grants that are made to collide', () => {
    fc.assert(property, runs(2000))
  })

  it('for many grants at once', () => {
    const tokens = new Map<string, string>()
    const macs = new Map<string, string>()
    for (const given of fc.sample(close, { numRuns: 3000, seed: 2 })) {
      const token = sign(given)
      expect(tokens.get(token + (given.boundTo ?? '\0')) ?? said(given)).toBe(said(given))
      expect(macs.get(token.slice(-43)) ?? said(given)).toBe(said(given))
      tokens.set(token + (given.boundTo ?? '\0'), said(given))
      macs.set(token.slice(-43), said(given))
    }
    expect(macs.size).toBeGreaterThan(1000)
  })

  it('where a path and an expiry without a separator would join to the same text', () => {
    const at = (fileId: string, expiry: number) =>
      createLinks({ keys: [{ id: 'k', secret: SECRET_TEXT }], maxTtl: '1d', clock: () => (expiry - 60) * 1000 }).sign(
        fileId,
        'read',
        60,
      )
    expect(at('/img/12', 1_700_000_000).slice(-43)).not.toBe(at('/img/1', 21_700_000_000).slice(-43))
    expect(at('img12', 1_700_000_000).slice(-43)).not.toBe(at('img1', 21_700_000_000).slice(-43))
  })

  it('where a binding continues the block', () => {
    const macs = [
      links.sign('a', 'read', 60, { boundTo: 'x' }),
      links.sign('a', ['read', 'write'], 60, { boundTo: 'x' }),
      links.sign('a', 'read', 60, { boundTo: '_write' }),
      links.sign('a', 'read', 60),
    ].map((token) => token.slice(-43))
    expect(new Set(macs).size).toBe(4)
  })

  it('of two purposes, two keys, or two key ids over one secret', () => {
    const secret = SECRET_TEXT
    const other = Buffer.alloc(32, 7).toString('base64url')
    const tokens = [
      { keys: [{ id: 'k', secret }], purpose: 'a' },
      { keys: [{ id: 'k', secret }], purpose: 'ab' },
      { keys: [{ id: 'k', secret }], purpose: 'a.1' },
      { keys: [{ id: 'k', secret: other }], purpose: 'a' },
      { keys: [{ id: 'k1', secret }], purpose: 'a' },
      { keys: [{ id: '1', secret }], purpose: 'a' },
    ].map((options) => createLinks({ ...options, clock: () => NOW }).sign('a', 'read', 60))
    expect(new Set(tokens.map((token) => token.slice(-43))).size).toBe(6)
  })
})

describe('one grant has one token', () => {
  it('in any order of permissions, and however often each is said', () => {
    const property = fc.property(wide, fc.infiniteStream(fc.nat()), (given, numbers) => {
      const shuffled = [...given.perms, ...given.perms]
        .map((perm) => ({ perm, at: numbers.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ perm }) => perm)
      expect(sign({ ...given, perms: shuffled })).toBe(sign(given))
    })
    fc.assert(property, runs(200))
  })

  it('within one second, and for a lifetime in any form', () => {
    const at = (now: number) => linksAt(now).sign('a', 'read', '4h')
    expect(at(NOW + 999)).toBe(at(NOW))
    expect(at(NOW + 1000)).not.toBe(at(NOW))
    expect(links.sign('a', 'read', 14_400)).toBe(at(NOW))
    expect(links.sign('a', 'read', '240m')).toBe(at(NOW))
    expect(links.sign('a', 'read', new Date(NOW + 14_400_999))).toBe(at(NOW))
  })

  it('with one name or a list of one', () => {
    expect(links.sign('a', 'read', 60)).toBe(links.sign('a', ['read'], 60))
  })
})
