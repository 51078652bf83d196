import { createKey, createKeyring, createLinks, type Key } from 'daypass'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { keysForPurpose } from '../../../src/keys/keyring.ts'
import { macsOf } from '../../support/counted-crypto.ts'
import { KEY, NOW, untyped } from '../../support/fixtures.ts'
import { expectMisuse, thrownBy } from '../../support/misuse.ts'
import { NOT_LISTS } from '../../support/wrong-values.ts'

vi.mock('node:crypto', async (original) =>
  (await import('../../support/counted-crypto.ts')).countCalls(await original()),
)

const at = (seconds: number) => new Date(NOW + seconds * 1000)
const key = (id: string, times: Partial<Key> = {}): Key => ({ ...createKey(id), ...times })
const signsWith = (keys: readonly Key[], now = NOW) =>
  createLinks({ keys, clock: () => now }).verify(createLinks({ keys, clock: () => now }).sign('a', 'read', 60)).keyId

describe('the key that signs', () => {
  const plain = key('plain')
  const old = key('old', { signFrom: at(-200) })
  const recent = key('recent', { signFrom: at(-100) })
  const future = key('future', { signFrom: at(100) })
  const ended = key('ended', { signFrom: at(-50), signUntil: at(0) })

  it('is the one with the latest signFrom that is not in the future', () => {
    expect(signsWith([plain, old, recent, future])).toBe('recent')
    expect(signsWith([future, recent, old, plain])).toBe('recent')
    expect(signsWith([plain, old, recent, future], NOW + 99_999)).toBe('recent')
    expect(signsWith([plain, old, recent, future], NOW + 100_000)).toBe('future')
  })

  it('is not one whose signUntil has come', () => {
    expect(signsWith([ended, recent], NOW - 1)).toBe('ended')
    expect(signsWith([ended, recent], NOW)).toBe('recent')
  })

  it('is the first in the list if signFrom is equal, or missing', () => {
    const twin = key('twin', { signFrom: at(-100) })
    const other = key('other')
    expect([signsWith([recent, twin, old]), signsWith([twin, recent, old])]).toEqual(['recent', 'twin'])
    expect([signsWith([plain, other]), signsWith([other, plain])]).toEqual(['plain', 'other'])
    expect(signsWith([plain, key('epoch', { signFrom: new Date(0) })])).toBe('epoch')
  })

  it('is none if none may: a RangeError that names the keys, while verifying goes on', () => {
    const links = createLinks({ keys: [future, ended], clock: () => NOW })
    expectMisuse(() => links.sign('a', 'read', 60), RangeError, '"future"')
    expectMisuse(() => links.sign('a', 'read', 60), RangeError, '"ended"')
    const token = createLinks({ keys: [ended], clock: () => NOW - 1000 }).sign('a', 'read', 60)
    expect(links.verify(token).keyId).toBe('ended')
  })

  it('is named, but not all of ten thousand, if none may', () => {
    const messageOf = (count: number) => {
      const keys = Array.from({ length: count }, (_, i) => key(`k${i}`, { signFrom: at(100) }))
      return thrownBy(() => createLinks({ keys, clock: () => NOW }).sign('a', 'read', 60)).message
    }
    expect([1, 3, 4, 10].map(messageOf)).toEqual([
      'no key can sign at this time (keys: "k0"); check signFrom and signUntil',
      'no key can sign at this time (keys: "k0", "k1", "k2"); check signFrom and signUntil',
      'no key can sign at this time (keys: "k0", "k1", "k2", …); check signFrom and signUntil',
      'no key can sign at this time (keys: "k0", "k1", "k2", …); check signFrom and signUntil',
    ])
  })

  it('must live as long as its links: beyond verifyUntil is a RangeError that names it', () => {
    const links = createLinks({ keys: [key('short', { verifyUntil: at(60) })], clock: () => NOW })
    expect(links.verify(links.sign('a', 'read', 60)).expiresAt).toEqual(at(60))
    expectMisuse(() => links.sign('a', 'read', 61), RangeError, '"short"')
    expectMisuse(() => links.sign('a', 'read', at(61)), RangeError, '"short"')
    const between = createLinks({ keys: [key('short', { verifyUntil: new Date(NOW + 60_999) })], clock: () => NOW })
    expect(between.verify(between.sign('a', 'read', 60)).expiresAt).toEqual(at(60))
    expectMisuse(() => between.sign('a', 'read', 61), RangeError, '"short"')
  })
})

describe('the key that verifies', () => {
  it('does so from loading, long before it signs, until the very instant of verifyUntil', () => {
    const times = { signFrom: at(1000), verifyUntil: at(5000) }
    const one = key('one', times)
    const token = createLinks({ keys: [one], clock: () => NOW + 1_000_000 }).sign('a', 'read', 4000)
    const codeAt = (now: number) => createLinks({ keys: [one], clock: () => now }).tryVerify(token).code
    expect([codeAt(NOW), codeAt(NOW + 4_999_999)]).toEqual([undefined, undefined])
    expect([codeAt(NOW + 5_000_000), codeAt(NOW + 5_000_001)]).toEqual(['unknown-key', 'unknown-key'])
  })

  it('after that is as if absent, though the link lives', () => {
    const secret = createKey().secret
    const token = createLinks({ keys: [{ id: 'one', secret }], clock: () => NOW }).sign('a', 'read', 3600)
    const retiring = createLinks({ keys: [{ id: 'one', secret, verifyUntil: at(60) }], clock: () => NOW + 60_000 })
    expect(retiring.tryVerify(token)).toEqual({ ok: false, code: 'unknown-key' })
  })

  it('ends its grants, rounded down to a second, but not the link: "expired" is said of the signed expiry alone', () => {
    const secret = createKey().secret
    const token = createLinks({ keys: [{ id: 'one', secret }], clock: () => NOW }).sign('a', ['read'], 3600)
    const retiring = (ms: number, now = NOW) =>
      createLinks({ keys: [{ id: 'one', secret, verifyUntil: new Date(NOW + ms) }], clock: () => now })
    const ends = [60_000, 60_999, 3_599_999, 3_600_000, 3_600_001, 9e9]
    expect(ends.map((ms) => retiring(ms).verify(token).expiresAt)).toEqual([60, 60, 3599, 3600, 3600, 3600].map(at))
    expect(retiring(60_000).tryVerify(token, { perm: 'write' }).refused?.expiresAt).toEqual(at(60))
    expect(retiring(60_999, NOW + 60_998).tryVerify(token).ok).toBe(true)
    expect(retiring(7_200_000, NOW + 3_600_000).tryVerify(token).code).toBe('expired')
    expect(retiring(60_000, NOW + 60_000).tryVerify(token).code).toBe('unknown-key')
  })

  it('is found by its id, whatever the id is', () => {
    const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', '-1', 'a', 'A']
    const keys = ids.map((id) => key(id))
    const all = createLinks({ keys, clock: () => NOW })
    for (const one of keys) {
      const token = createLinks({ keys: [one], clock: () => NOW }).sign('a', 'read', 60)
      expect(all.verify(token).keyId).toBe(one.id)
      const others = createLinks({ keys: keys.filter((other) => other !== one), clock: () => NOW })
      expect(others.tryVerify(token).code).toBe('unknown-key')
    }
  })

  it('costs one MAC, with one key and with ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ id: `k${i}`, secret: Buffer.alloc(32, i % 251) }))
    const last = many[9_999] as Key
    const one = createLinks({ keys: [last], clock: () => NOW })
    const all = createLinks({ keys: many, clock: () => NOW })
    const token = one.sign('a', 'read', 60)
    expect(all.verify(token).keyId).toBe('k9999')
    for (const links of [one, all]) {
      expect(macsOf(() => links.tryVerify(token))).toBe(1)
      expect(macsOf(() => links.tryVerify(`${token.slice(0, -1)}!`))).toBe(1)
      expect(macsOf(() => links.tryVerify(token.replace('k9999', 'k10000')))).toBe(0)
      expect(macsOf(() => links.sign('a', 'read', 60))).toBe(1)
    }
  })
})

describe('a set of keys', () => {
  it.each(NOT_LISTS)('that is %s is a TypeError', (_, keys) => {
    expectMisuse(() => createKeyring(untyped(keys)), TypeError, 'keys')
  })

  it('that is empty is a TypeError', () => {
    expectMisuse(() => createKeyring([]), TypeError, 'keys')
  })

  it('with a hole is a TypeError', () => {
    expectMisuse(() => createKeyring(Array(1)), TypeError, 'key')
  })

  it('in which an id stands twice is a RangeError that names it', () => {
    expectMisuse(() => createKeyring([key('same'), key('other'), key('same')]), RangeError, '"same"')
  })

  it('is copied: what happens to the list or to a key in it later changes nothing', () => {
    const bytes = Buffer.alloc(32, 1)
    const mine = { id: 'mine', secret: bytes as Uint8Array, verifyUntil: at(600) }
    const list: Key[] = [mine]
    const links = createLinks({ keys: list, clock: () => NOW })
    const token = links.sign('a', 'read', 60)
    bytes.fill(9)
    mine.id = 'other'
    mine.verifyUntil = at(-1)
    list[0] = KEY
    list.push(key('late', { signFrom: at(-1) }))
    expect(links.sign('a', 'read', 60)).toBe(token)
    expect(links.tryVerify(token).ok).toBe(true)
  })
})

describe('replace', () => {
  const [first, second] = [key('first'), key('second')]
  let keyring = createKeyring([first])
  let [links, uploads] = [createLinks({ keys: [first] }), createLinks({ keys: [first] })]
  const keyIds = () => [links, uploads].map((all) => all.verify(all.sign('a', 'read', 60)).keyId)

  beforeEach(() => {
    keyring = createKeyring([first])
    links = createLinks({ keys: keyring, clock: () => NOW })
    uploads = createLinks({ keys: keyring, purpose: 'uploads', clock: () => NOW })
  })

  it('changes the keys of every purpose at once, those made later too', () => {
    const tokens = [links, uploads].map((all) => all.sign('a', 'read', 60))
    expect(keyIds()).toEqual(['first', 'first'])
    keyring.replace([second])
    expect(keyIds()).toEqual(['second', 'second'])
    expect([links, uploads].map((all, i) => all.tryVerify(tokens[i] ?? '').code)).toEqual([
      'unknown-key',
      'unknown-key',
    ])
    const later = createLinks({ keys: keyring, purpose: 'later', clock: () => NOW })
    expect(later.verify(later.sign('a', 'read', 60)).keyId).toBe('second')
  })

  it('keeps purposes apart', () => {
    keyring.replace([second])
    expect(uploads.tryVerify(links.sign('a', 'read', 60)).code).toBe('bad-signature')
  })

  it.each([
    ['no list', 5],
    ['nothing', undefined],
    ['an empty list', []],
    ['a bad key last', [second, { id: 'bad', secret: 'short' }]],
    ['the same id twice', [second, second]],
    ['another keyring', createKeyring([second])],
    [
      'a list whose getter throws',
      Object.defineProperty([second], 1, {
        get: () => {
          throw new RangeError('keys: mine')
        },
      }),
    ],
  ])('by %s throws and leaves the old set everywhere', (_, keys) => {
    const token = links.sign('a', 'read', 60)
    expect(() => keyring.replace(untyped(keys))).toThrow(/key/)
    expect(keyIds()).toEqual(['first', 'first'])
    expect(links.tryVerify(token).ok).toBe(true)
    const later = createLinks({ keys: keyring, purpose: 'later', clock: () => NOW })
    expect(later.verify(later.sign('a', 'read', 60)).keyId).toBe('first')
  })

  it('works detached, on a frozen keyring', () => {
    const { replace } = keyring
    replace([second])
    expect(keyIds()).toEqual(['second', 'second'])
    expect(Object.isFrozen(keyring)).toBe(true)
  })

  it('copies the list, as createKeyring does', () => {
    const list = [second]
    keyring.replace(list)
    list[0] = first
    expect(keyIds()).toEqual(['second', 'second'])
  })

  it('takes effect at once on the verbs that were taken off before', () => {
    const { sign, tryVerify } = links
    const token = sign('a', 'read', 60)
    keyring.replace([second])
    expect(tryVerify(token).code).toBe('unknown-key')
    keyring.replace([second, first])
    expect(tryVerify(token).ok).toBe(true)
  })

  it('derives nothing itself: each purpose derives its keys once, when it is next used', () => {
    const purposes = Array.from({ length: 20 }, (_, i) =>
      createLinks({ keys: keyring, purpose: `p${i}`, clock: () => NOW }),
    )
    expect(macsOf(() => keyring.replace([first, second]))).toBe(0)
    const costs = purposes.map((all) => [macsOf(() => all.tryVerify('x')), macsOf(() => all.tryVerify('x'))])
    // Of each key its derivation, and the one-shot path tried against createHmac.
    const deriving = macsOf(() => createLinks({ keys: [first, second] }))
    expect(deriving).toBeGreaterThanOrEqual(2)
    expect(costs).toEqual(purposes.map(() => [deriving, 0]))
  })

  it('counts for each purpose as it is when that is next used, however often it was called', () => {
    keyring.replace([second])
    keyring.replace([first])
    keyring.replace([second])
    expect(keyIds()).toEqual(['second', 'second'])
    keyring.replace([first])
    expect(keyIds()).toEqual(['first', 'first'])
  })

  it('leaves the keys of other keyrings alone', () => {
    const other = createLinks({ keys: createKeyring([first]), clock: () => NOW })
    keyring.replace([second])
    expect(other.verify(other.sign('a', 'read', 60)).keyId).toBe('first')
  })
})

describe('what a keyring hands out to derive keys', () => {
  it('is a copy of each secret: what becomes of it changes nothing', () => {
    const keyring = createKeyring([KEY])
    const wipe = (secret: Uint8Array): void => void secret.fill(0)
    keysForPurpose(keyring, 'links', wipe)
    const { sign } = createLinks({ keys: keyring, clock: () => NOW })
    expect(sign('a', 'read', 60)).toBe(createLinks({ keys: [KEY], clock: () => NOW }).sign('a', 'read', 60))
  })
})
