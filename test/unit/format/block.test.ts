import { createLinks } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, decodeBlock, encodeBlock } from '../../../src/format/block.ts'
import { tokenCharacters } from '../../support/arbitraries.ts'
import { KEY, NOW, NOW_SECONDS } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'
import { withMac } from '../../support/spec-verifier.ts'

const links = createLinks({ keys: [KEY], clock: () => NOW })

describe('a block that is read', () => {
  // Every field with values that it takes, and now and then a letter or a value that none has.
  const GOOD: Record<string, readonly string[]> = {
    C: ['bm8tc3RvcmU'],
    D: ['a', 'i'],
    E: ['Z3ppcA'],
    L: ['ZGU'],
    N: ['YS50eHQ'],
    T: ['dGV4dC9wbGFpbg'],
    a: ['c000020018', 'c000020018_c6336400', 'c000020018_c633640018'],
    b: ['0', '1795521600'],
    e: ['1', '1795521600', '99999999999'],
    f: ['a', '018f3c1e-7b1a-7cc2-b3a4-5d6e7f809112'],
    g: ['YS9i', 'w6k'],
    h: [''],
    i: ['0', '1795521600'],
    k: ['dGV4dC9wbGFpbg', 'YS9iLGMvZA'],
    l: ['0', '10'],
    m: ['10', '9007199254740991'],
    n: ['AAAAAAAAAAAAAAAA', '-0_zZ9Ab-0_zZ9Ab'],
    p: ['read', 'read_write'],
    r: ['YQ'],
    s: ['auditors', '-', 'x'.repeat(64)],
    t: [''],
    u: ['1', '1000000'],
  }
  const odd = fc.tuple(fc.constantFrom(...Object.keys(GOOD), 'c', 'z'), fc.stringMatching(/^[a-z0-9_-]{0,8}$/))
  const good = fc
    .constantFrom(...Object.keys(GOOD))
    .chain((letter) => fc.tuple(fc.constant(letter), fc.constantFrom(...(GOOD[letter] ?? []))))
  const field = fc.oneof({ arbitrary: good, weight: 12 }, { arbitrary: odd, weight: 1 })
  const fields = fc.array(
    field.map(([letter, value]) => letter + value),
    { minLength: 1, maxLength: 5 },
  )
  const ordered = fields.map((list) => [...new Map(list.map((field) => [field[0], field])).values()].sort())

  const ISSUE = `i${NOW_SECONDS}.nAAAAAAAAAAAAAAAA`

  it.each([`i${NOW_SECONDS}`, 'nAAAAAAAAAAAAAAAA', 'sauditors', 'u1', `i${NOW_SECONDS}.sauditors.u1`])(
    'has a time and a nonce, or nothing that makes it managed: %s',
    (text) => {
      expect([decodeBlock(text), decodeBlock(`e1.fa.${text}`)]).toEqual([undefined, undefined])
    },
  )

  it.each([ISSUE, `${ISSUE}.sauditors`, `${ISSUE}.u1`, `${ISSUE}.sauditors.u1000000`])('can be managed: %s', (text) => {
    expect(encodeBlock(decodeBlock(text) as Block)).toBe(`.${text}`)
  })

  it('encodes again to the very text that it was', () => {
    let read = 0
    const property = fc.property(
      fc.oneof(fields, ordered),
      fc.option(fc.tuple(fc.nat(), tokenCharacters)),
      (list, edit) => {
        const whole = list.join('.')
        const at = edit === null ? 0 : edit[0] % (whole.length + 1)
        const text = edit === null ? whole : whole.slice(0, at) + edit[1] + whole.slice(at)
        const block = decodeBlock(text)
        if (block === undefined) return
        read++
        expect(encodeBlock(block)).toBe(`.${text}`)
      },
    )
    fc.assert(property, runs(5000))
    expect(read).toBeGreaterThan(300)
  })

  it('is refused if it is any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const block = decodeBlock(text)
        expect(block === undefined ? text : encodeBlock(block).slice(1)).toBe(text)
      }),
      runs(1000),
    )
    expect(['', '.', '🗝', 'e1 ', '__proto__', 'constructor', 'toString'].map((text) => decodeBlock(text))).toEqual(
      Array(7).fill(undefined),
    )
  })
})

describe('what a holder writes in an odd spelling is malformed', () => {
  const parent = links.sign('a', ['read', 'write', 'list'], '4h')
  const later = NOW_SECONDS + 60
  const code = (block: string) => links.tryVerify(withMac(`${parent.slice(0, -44)}~${block}`)).code

  it('while the plain spelling is accepted', () => {
    const blocks = [`e${later}`, 'fa', 'pread', 'plist_read', `b${NOW_SECONDS}`, 'b0', `b1.e${later}.fa.plist_read`]
    expect(blocks.map(code)).toEqual(blocks.map(() => undefined))
  })

  it.each([
    [
      'numbers',
      [
        `e0${later}`,
        `e+${later}`,
        `e${later}.0`,
        `e${later}e0`,
        `e ${later}`,
        `e${later} `,
        'e',
        'e-1',
        'b-1',
        'b00',
        'b-0',
        'b',
        'b-Infinity',
        'b1e-7',
        'e0x7fffffff',
        'e100000000000',
        'e9007199254740993',
        'eInfinity',
        'eNaN',
        `e${String(later).replace('1', '\u0661')}`,
        `e${String(later).replace('1', '\uff11')}`,
        `e${String(later).replace('1', '\u0131')}`,
      ],
    ],
    [
      'permissions',
      [
        'p',
        'p_',
        'pread_',
        'p_read',
        'pread__write',
        'pread_read',
        'pwrite_read',
        'pRead',
        'pread write',
        'pread,write',
        'pre\u0430d',
        'p1read',
        'p-read',
        `pa${'b'.repeat(32)}`,
        'pread\n',
      ],
    ],
    [
      'file ids',
      [
        'f',
        'fa b',
        'fa%62',
        'fé',
        'ga',
        'g',
        `g${base64url('a')}`,
        `g${base64url('plain_id-1')}`,
        `g${base64url('a/b')}=`,
        `g${base64url('a/bc').replace(/.$/, '')}`,
        'gYS9i_',
        'gYS+i',
        'gYS9iZ',
        `g${base64url('a\0b')}`,
        `g${Buffer.from([0xff, 0xfe]).toString('base64url')}`,
        `g${Buffer.from([0xed, 0xa0, 0x80]).toString('base64url')}`,
        `g${base64url('x/'.repeat(257))}`,
        `f${'a'.repeat(513)}`,
      ],
    ],
    [
      'order and repetition',
      [`e${later}.e${later}`, `e${later}.b1`, `pread.e${later}`, 'pread.fa', 'fa.fa', 'fa.gYS9i', 'pread.plist'],
    ],
    [
      'fields that are unknown',
      [
        'c1',
        'd1',
        'j1',
        'o1',
        'q1',
        'v1',
        'w1',
        'x1',
        'y1',
        'z1',
        `e${later}.z`,
        'A1',
        'E',
        `E${later}`,
        'Fa',
        'Pread',
        '_1',
        '-1',
        '1',
        '1e',
      ],
    ],
    ['empty fields', ['', '.', '..', `.e${later}`, `e${later}.`, `e${later}..pread`]],
    [
      'signs of other grammars',
      [
        'e=1',
        '%65',
        `e${later}&pread`,
        `e${later};pread`,
        '{"e":1}',
        '\u0000',
        '\ud800',
        '🗝',
        '__proto__',
        'constructor',
      ],
    ],
    [
      'what only the signer may say',
      ['rYQ', 'TYS9i', 'Da', 'Di', `i${later}.nAAAAAAAAAAAAAAAA`, `i${later}`, 'nAAAAAAAAAAAAAAAA', 'sauditors', 'u1'],
    ],
  ])('in %s', (_, blocks) => {
    expect(blocks.map((block) => [block, code(block)])).toEqual(blocks.map((block) => [block, 'malformed']))
  })

  it('in any one of eight blocks', () => {
    const blocks = Array.from({ length: 8 }, () => 'pread')
    const withOdd = (i: number) => withMac(`${parent.slice(0, -44)}~${blocks.with(i, 'pread_read').join('~')}`)
    expect(links.tryVerify(withMac(`${parent.slice(0, -44)}~${blocks.join('~')}`)).ok).toBe(true)
    expect(blocks.map((_, i) => links.tryVerify(withOdd(i)).code)).toEqual(blocks.map(() => 'malformed'))
  })

  it('and so is an odd block of the signer', () => {
    const code = (block: string) => links.tryVerify(withMac(`1.k.${block}`)).code
    const end = `e${later}`
    expect(code(`${end}.fa.pread`)).toBeUndefined()
    for (const block of [
      `${end}.fa`,
      `${end}.pread`,
      'fa.pread',
      `e0${later}.fa.pread`,
      `${end}.fa.pread.z`,
      `${end}.fa.pread_read`,
      `fa.${end}.pread`,
    ])
      expect([block, code(block)]).toEqual([block, 'malformed'])
  })
})

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
