import { createLinks, type LinkRequest, narrow } from 'daypass'
import { describe, expect, it, vi } from 'vitest'
import { costRatio } from '../support/cost-ratio.ts'
import { calls, macsOf } from '../support/counted-crypto.ts'
import { KEY, NOW, NOW_SECONDS, untyped } from '../support/fixtures.ts'
import { withMac } from '../support/spec-verifier.ts'
import { HUGE } from '../support/wrong-values.ts'

// Calls of node:crypto are counted; what is done in JavaScript is timed, and only ever as the ratio of two costs, with a margin far
// beyond the noise of a shared machine.
vi.mock('node:crypto', async (original) => (await import('../support/counted-crypto.ts')).countCalls(await original()))

const links = createLinks({ keys: [KEY], clock: () => NOW })
const good = links.sign('a', 'read', '1h')
const forged = (body: string) => `${body}.${'A'.repeat(43)}`

describe('a token beyond the length limit', () => {
  // Some have a good beginning and a good end, so that nothing but their length tells that they are no tokens.
  const filled = (start: string, c: string, end: string) => (length: number) =>
    Buffer.from(start + Buffer.alloc(length - start.length - end.length, c).toString() + end).toString()
  const mac = `.${'A'.repeat(43)}`
  const kinds: [string, (length: number) => string][] = [
    ['garbage', filled('', 'x', '')],
    ['dots', filled('', '.', '')],
    ['a good token and more', filled(good, 'x', '')],
    ['a good frame around x', filled('1.k.', 'x', mac)],
    ['a good frame around tildes', filled('1.k.', '~', mac)],
    ['a good frame around dots', filled('1.k.', '.', mac)],
    ['a long key id', filled('1.', 'k', `.e1.fa.pread${mac}`)],
    ['a long list of permissions', filled(good.slice(0, -44), 'x', mac)],
  ]

  it.each(kinds)('of %s costs nothing more, and no MAC, though it has ten million characters', (_, ofLength) => {
    const [just, far] = [ofLength(2049), ofLength(10_000_000)]
    expect([just.length, far.length]).toEqual([2049, 10_000_000])
    for (const text of [just, far]) {
      expect(macsOf(() => expect(links.tryVerify(text)).toEqual({ ok: false, code: 'malformed' }))).toBe(0)
    }
    const ratio = costRatio(
      () => links.tryVerify(far),
      () => links.tryVerify(just),
    )
    expect(ratio).toBeLessThan(3)
  })
})

describe('what a forger can buy', () => {
  it('is one MAC with a plain token, and none without a key id that is known', () => {
    const body = good.slice(0, -44)
    expect(macsOf(() => links.tryVerify(good))).toBe(1)
    expect(macsOf(() => links.tryVerify(forged(body)))).toBe(1)
    expect(macsOf(() => links.tryVerify(forged(body.replace('.k.', '.other.'))))).toBe(0)
    expect(macsOf(() => links.tryVerify(forged(`2${body.slice(1)}`)))).toBe(0)
    expect(macsOf(() => links.tryVerify(body))).toBe(0)
  })

  it('is one MAC and one for each of eight narrowings, and none with more', () => {
    const body = good.slice(0, -44)
    const macsFor = (tildes: number) => macsOf(() => links.tryVerify(forged(body + '~'.repeat(tildes))))
    expect([0, 1, 8].map(macsFor)).toEqual([1, 2, 9])
    expect([9, 10, 600, 1900].map(macsFor)).toEqual([0, 0, 0, 0])
  })

  it('is not a MAC without the binding, or with one that no link can have', () => {
    const bound = links.sign('a', 'read', 60, { boundTo: 'me' })
    const macsFor = (request: LinkRequest<'read'>) => macsOf(() => links.tryVerify(bound, request))
    expect([{}, { boundTo: '' }, { boundTo: HUGE }, { boundTo: '\ud800' }].map(macsFor)).toEqual([0, 0, 0, 0])
    expect([{ boundTo: 'me' }, { boundTo: 'you' }].map(macsFor)).toEqual([1, 1])
  })

  it('is work no more than linear in the length of the token', () => {
    const length = (size: number) => '~'.repeat(8) + 'x'.repeat(size - 8)
    const sized = (size: number) => forged(`1.k.${length(size - 48)}`)
    const [short, long] = [sized(256), sized(2048)]
    expect([short.length, long.length]).toEqual([256, 2048])
    // Eight times as long. A step that is quadratic would cost 64 times as much.
    const ratio = costRatio(
      () => links.tryVerify(long),
      () => links.tryVerify(short),
    )
    expect(ratio).toBeLessThan(24)
    macsOf(() => links.tryVerify(long))
    const bytes = calls.bytes
    macsOf(() => links.tryVerify(short))
    expect(bytes).toBeLessThan(9 * calls.bytes)
  })
})

describe('what a holder can buy, whose MACs hold', () => {
  const start = `1.k.e${NOW_SECONDS + 3600}.fa.pread`
  const fill = (size: number, item: (i: number) => string, separator: string) => {
    let text = item(0)
    for (let i = 1; text.length + item(i).length + 1 <= size; i++) text += separator + item(i)
    return text
  }
  const number = (i: number) => i.toString(36).padStart(3, '0')
  const hex = (i: number) => `${(0xc0000000 + i * 256).toString(16)}18`
  const types = (size: number) =>
    Buffer.from(fill((size * 3) / 4 - 3, (i) => `a/a${number(i)}`, ',')).toString('base64url')

  it.each([
    ['one long list of permissions', (size: number) => `p${fill(size, (i) => `a${number(i)}`, '_')}`],
    ['one long list of networks', (size: number) => `a${fill(size, hex, '_')}`],
    ['one long list of media types', (size: number) => `k${types(size)}`],
    [
      'one long file id',
      (size: number) => `g${Buffer.from('/'.repeat(Math.min(512, (size * 3) >> 2))).toString('base64url')}`,
    ],
    ['many fields', (size: number) => fill(size, () => 'h', '.')],
    ['many dots', (size: number) => '.'.repeat(size)],
    ['one long number', (size: number) => `e${'9'.repeat(size)}`],
    [
      'eight lists of permissions',
      (size: number) =>
        Array.from({ length: 8 }, () => `p${fill(size / 8 - 2, (i) => `a${number(i)}`, '_')}`).join('~'),
    ],
    [
      'eight lists of media types',
      (size: number) => Array.from({ length: 8 }, () => `k${types(size / 8 - 2)}`).join('~'),
    ],
  ])('with %s is work no more than linear in the length of the token', (_, block) => {
    const [short, long] = [220, 1900].map((size) => withMac(`${start}~${block(size)}`)) as [string, string]
    expect(long.length).toBeLessThanOrEqual(2048)
    const request = { address: '198.51.100.1' }
    expect(links.tryVerify(long, request).code).not.toBe('bad-signature')
    const ratio = costRatio(
      () => links.tryVerify(long, request),
      () => links.tryVerify(short, request),
    )
    expect(ratio).toBeLessThan(24)
  })
})

describe('what a holder can buy with lists of media types', () => {
  const kinds = Array.from({ length: 26 }, (_, i) => String.fromCharCode(0x61 + i))
  const field = (list: readonly string[]) => `k${Buffer.from(list.join(',')).toString('base64url')}`
  const letters = kinds.flatMap((kind) => kinds.map((sub) => `${kind}/${sub}`)).slice(0, 240)
  const pairs = kinds.flatMap((a) => kinds.map((b) => `a/${a}${b}`)).slice(0, 230)
  const deep = withMac(`1.k.e${NOW_SECONDS + 3600}.fa.pwrite${'~pwrite'.repeat(8)}`)

  it.each([
    ['of one kind, and seven times that kind', [pairs, ...Array(7).fill(['a/*'])]],
    [
      'of many kinds, and seven times these',
      [letters, ...Array(7).fill(kinds.slice(0, 10).map((kind) => `${kind}/*`))],
    ],
    ['eight times the same', Array(8).fill(pairs.slice(0, 29))],
  ] as [string, string[][]][])('%s is no more than 15 times a link narrowed as often', (_, lists) => {
    const token = withMac(`1.k.e${NOW_SECONDS + 3600}.fa.pwrite~${lists.map(field).join('~')}`)
    expect([token.length > 1500, token.length <= 2048]).toEqual([true, true])
    const request = { perm: 'write' } as const
    expect([links.tryVerify(token, request).ok, links.tryVerify(deep, request).ok]).toEqual([true, true])
    // 3 to 5 is usual; with a set and a sort for every pair of lists it was 15 to 30.
    const ratio = costRatio(
      () => links.tryVerify(token, request),
      () => links.tryVerify(deep, request),
    )
    expect(ratio).toBeLessThan(15)
  })
})

describe('lists that no token has room for', () => {
  /** A list that counts how many of its entries were read. */
  const counted = (length: number, entry: string) => {
    const reads = { count: 0 }
    const list = new Proxy<string[]>(Array(length).fill(entry), {
      get: (target, name) => {
        if (/^\d+$/.test(String(name))) reads.count++
        return Reflect.get(target, name)
      },
    })
    return { list, reads }
  }

  it.each([
    ['addresses', '192.0.2.1', (list: string[]) => links.sign('a', 'read', 60, { addresses: list })],
    [
      'upload.contentTypes',
      'a/b',
      (list: string[]) => links.sign('a', 'write', 60, { upload: { contentTypes: list } }),
    ],
    ['perms', 'read', (list: string[]) => links.sign('a', untyped(list), 60)],
    ['addresses', '192.0.2.1', (list: string[]) => narrow(good, { addresses: list })],
    ['upload.contentTypes', 'a/b', (list: string[]) => narrow(good, { upload: { contentTypes: list } })],
    ['perms', 'read', (list: string[]) => narrow(good, { perms: list })],
  ])('%s are refused before an entry is read', (name, entry, act) => {
    const { list, reads } = counted(200_000, entry)
    expect(() => act(list)).toThrow(new RangeError(`${name} must have at most 1024 entries`))
    expect(reads.count).toBe(0)
    expect(act(counted(1024, entry).list)).toMatch(/^1\.k\./)
    expect(() => act(counted(1025, entry).list)).toThrow(RangeError)
  })
})

describe('arguments of ten million characters', () => {
  it.each([
    ['request.fileId', { fileId: HUGE }, { fileId: 'b' }],
    ['request.address', { address: HUGE }, { address: '198.51.100.1' }],
    ['request.boundTo', { boundTo: HUGE }, { boundTo: 'you' }],
  ])('as %s cost no more than a short one', (_, far, near) => {
    const token = links.sign('a', 'read', '1h', {
      addresses: ['192.0.2.1'],
      ...('boundTo' in far && { boundTo: 'me' }),
    })
    const ratio = costRatio(
      () => links.tryVerify(token, untyped(far)),
      () => links.tryVerify(token, untyped(near)),
    )
    expect(ratio).toBeLessThan(3)
  })

  it.each([
    ['fileId', (text: string) => links.sign(text, 'read', 60)],
    ['perms', (text: string) => links.sign('a', untyped(text), 60)],
    ['ttl', (text: string) => links.sign('a', 'read', untyped(text))],
    ['boundTo', (text: string) => links.sign('a', 'read', 60, { boundTo: text })],
    ['ref', (text: string) => links.sign('a', 'read', 60, { ref: text })],
  ])('as %s are refused at the cost of 2,000', (_, act) => {
    const tryOut = (text: string) => {
      try {
        return act(text)
      } catch (error) {
        return error
      }
    }
    const short = HUGE.slice(0, 2000)
    expect([tryOut(HUGE), tryOut(short)]).toEqual([expect.any(RangeError), expect.any(RangeError)])
    const ratio = costRatio(
      () => tryOut(HUGE),
      () => tryOut(short),
    )
    expect(ratio).toBeLessThan(3)
  })
})
