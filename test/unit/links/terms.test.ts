import { createLinks, type NarrowOptions, narrow, type SignOptions } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'

let now = NOW
const links = createLinks({ keys: [KEY], clock: () => now })

/** A link and the blocks of its holders. */
function chain(options: SignOptions, ...steps: NarrowOptions[]): string {
  now = NOW
  return steps.reduce((token, step) => narrow(token, step), links.sign('a', ['read', 'write', 'list'], '1h', options))
}

function minutes(count: number): Date {
  return new Date(NOW + count * 60_000)
}

describe('what all blocks of a link say together', () => {
  it('ends with the earliest of them, in whatever order', () => {
    for (const ends of [
      [30, 20, 50],
      [50, 30, 20],
      [20, 50, 30],
    ]) {
      const token = chain({}, ...ends.map((end) => ({ ttl: minutes(end) })))
      expect(links.verify(token).expiresAt).toEqual(minutes(20))
      now = minutes(20).getTime()
      expect(links.tryVerify(token).code).toBe('expired')
    }
    expect(links.verify(chain({}, { ttl: minutes(600) })).expiresAt).toEqual(minutes(60))
  })

  it('starts with the latest of them, in whatever order', () => {
    for (const starts of [
      [5, 15, 10],
      [15, 10, 5],
      [10, 5, 15],
    ]) {
      const token = chain({}, ...starts.map((start) => ({ notBefore: minutes(start) })))
      now = minutes(15).getTime() - 1
      expect(links.tryVerify(token).code).toBe('not-yet-valid')
      now = minutes(15).getTime()
      expect(links.verify(token).notBefore).toEqual(minutes(15))
    }
    const early = chain({ notBefore: minutes(10) }, { notBefore: minutes(1) })
    now = minutes(10).getTime() - 1
    expect(links.tryVerify(early).code).toBe('not-yet-valid')
  })

  it('may start after it ends, and then never works', () => {
    const token = chain({}, { ttl: minutes(10) }, { notBefore: minutes(20) })

    now = minutes(15).getTime()
    expect(links.tryVerify(token).code).toBe('not-yet-valid')
    now = minutes(25).getTime()
    expect(links.tryVerify(token).code).toBe('expired')
  })

  it('permits what all of them permit', () => {
    expect(links.verify(chain({}, { perms: ['read', 'list'] }, { perms: ['read', 'write'] })).perms).toEqual(['read'])
    expect(links.verify(chain({}, { perms: ['read', 'delete', 'create'] })).perms).toEqual(['read'])
  })

  it('without a permission left is permission-denied, whatever is asked', () => {
    const token = chain({}, { perms: 'read' }, { perms: 'write' })

    for (const request of [{}, { perm: 'read' }, { perm: 'write' }] as const) {
      expect(links.tryVerify(token, request).code).toBe('permission-denied')
    }
    expect(links.tryVerify(chain({}, { perms: 'delete' })).code).toBe('permission-denied')
  })

  it('admits an address that every list holds', () => {
    const token = chain({ addresses: ['192.0.2.0/24', '2001:db8::/32'] }, { addresses: ['192.0.2.128/25', '::/0'] })
    const admitted = ['192.0.2.129', '2001:db8::1', '192.0.2.1', '198.51.100.129', '2001:db9::1', undefined]

    expect(admitted.map((address) => links.tryVerify(token, { address }).ok)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(
      links.tryVerify(chain({}, { addresses: ['::1'] }, { addresses: ['127.0.0.1'] }), { address: '::1' }).code,
    ).toBe('wrong-address')
  })

  it('asks for https if one of them does', () => {
    for (const token of [
      chain({ httpsOnly: true }, { perms: 'read' }),
      chain({}, { httpsOnly: true }, { perms: 'read' }),
      chain({}, { perms: 'read' }, { httpsOnly: true }),
      chain({ httpsOnly: true }, { perms: 'read', httpsOnly: false }),
    ]) {
      expect(links.tryVerify(token, { secure: false }).code).toBe('https-required')
      expect(links.tryVerify(token, { secure: true }).ok).toBe(true)
    }
  })

  it('opens a file that every block opens', () => {
    const tree = chain({ scope: 'tree' }, { fileId: 'a/b', scope: 'tree' }, { fileId: 'a/b/c' })

    expect(links.tryVerify(tree, { fileId: 'a/b/c' }).ok).toBe(true)
    for (const fileId of ['a', 'a/b', 'a/b/c/d', 'a/c'])
      expect(links.tryVerify(tree, { fileId }).code).toBe('wrong-file')
    const apart = chain({ scope: 'tree' }, { fileId: 'a/b', scope: 'tree' }, { fileId: 'a/c', scope: 'tree' })
    for (const fileId of ['a', 'a/b', 'a/c', 'a/b/c'])
      expect(links.tryVerify(apart, { fileId }).code).toBe('wrong-file')
  })

  it('is too long-lived by what the signer said, however short a holder makes it', () => {
    const signer = createLinks({ keys: [KEY], maxTtl: '30d', clock: () => NOW })
    const strict = createLinks({ keys: [KEY], maxTtl: '1d', clock: () => NOW })
    const allowed = 86_400 + 900
    const long = signer.sign('a', 'read', `${allowed + 1}s`)

    expect(strict.tryVerify(long).code).toBe('too-long-lived')
    expect(strict.tryVerify(narrow(long, { ttl: minutes(10) })).code).toBe('too-long-lived')
    expect(strict.tryVerify(narrow(long, { notBefore: minutes(-60) })).code).toBe('too-long-lived')
    expect(strict.tryVerify(signer.sign('a', 'read', `${allowed}s`)).ok).toBe(true)
    // The start that counts is the signer's too: a later one of a holder would shorten what is left.
    const later = createLinks({ keys: [KEY], maxTtl: '1d', startLeeway: '15m', clock: () => NOW })
    expect(later.tryVerify(narrow(long, { notBefore: minutes(15) })).code).toBe('too-long-lived')
  })

  it('is malformed as a whole if one block is', () => {
    const token = chain({}, { perms: 'read' })

    for (const bad of ['', 'p', 'pread.', '.pread', 'pread..', 'pread.pread', 'e01', 'z']) {
      expect(links.tryVerify(appendBlock(token, bad)), bad).toEqual({ ok: false, code: 'malformed' })
      expect(links.tryVerify(appendBlock(appendBlock(token, bad), 'pread')), bad).toEqual({
        ok: false,
        code: 'malformed',
      })
    }
  })
})
