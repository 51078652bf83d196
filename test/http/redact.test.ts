import { narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactLink } from '../../src/http/index.ts'
import { fileIds, permLists } from '../support/arbitraries.ts'
import { costRatio } from '../support/cost-ratio.ts'
import { linksAt, untyped } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'

const links = linksAt()
const token = links.sign('f', 'read', 60)
const narrowed = narrow(token, { ttl: 30 })
const bound = links.sign('f', 'read', 60, { boundTo: 'u' })
const encoded = (text: string): string => Array.from(text, (c) => `%${c.charCodeAt(0).toString(16)}`).join('')

describe('redactLink', () => {
  it.each([
    [`/f?token=${token}`, '/f?token=[link]'],
    [`https://host/f?a=1&token=${narrowed}&b=2#x`, 'https://host/f?a=1&token=[link]&b=2#x'],
    [`GET /files/${bound}/index.m3u8 HTTP/1.1`, 'GET /files/[link]/index.m3u8 HTTP/1.1'],
    [`{"authorization":"Bearer ${token}"}`, '{"authorization":"Bearer [link]"}'],
    [`${token}\n${token}`, '[link]\n[link]'],
    [`/f?token=${token.replaceAll('.', '%2E')}`, '/f?token=[link]'],
    [`/f?token=${encoded(token)}&a=1`, '/f?token=[link]&a=1'],
    [`/login?next=${encodeURIComponent(`/f?token=${token}`)}&a=1`, '/login?next=%2Ff%3Ftoken%3D[link]&a=1'],
    [`/f?token=${encodeURIComponent(encodeURIComponent(encoded(token)))}`, '/f?token=[link]'],
  ])('%s', (text, expected) => {
    expect(redactLink(text)).toBe(expected)
  })

  it('takes a URL', () => {
    expect(redactLink(new URL(`https://host/f?token=${token}`))).toBe('https://host/f?token=[link]')
  })

  it.each([
    '',
    'https://host/files/7?page=1.2.3',
    'node 20.11.1, daypass 1.2.10-beta.1, 127.0.0.1, 1.k.short',
    'a 100%25 sure thing %zz %',
    // No letter, no dot and no id that is percent-encoded, although there is a sign of it.
    `1%.k.${'a'.repeat(30)}`,
    `1%k%${'a'.repeat(30)}`,
    `1.%.${'a'.repeat(30)}`,
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  ])('leaves other text as it is: %s', (text) => {
    expect(redactLink(text)).toBe(text)
  })

  it('leaves nothing of a link that could be used or guessed, wherever it stands', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'ab1.%2Ef=&?/ -_~\n"'), maxLength: 30 })
    const spelling = fc
      .func(fc.boolean())
      .map((pick) => (text: string) => Array.from(text, (c, i) => (pick(i) ? encoded(c) : c)).join(''))
    const cut = fc.nat({ max: 20 })
    fc.assert(
      fc.property(texts, texts, fileIds, permLists, spelling, cut, (before, after, fileId, perms, spell, missing) => {
        const link = links.sign(fileId, perms, 60)
        const spelt = spell(link.slice(0, link.length - missing))
        const log = redactLink(before + spelt + after)
        // The last 22 characters that stand there are half of the MAC.
        const plain = log.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        expect(plain).not.toContain(link.slice(0, link.length - missing).slice(-22))
        expect(redactLink(log)).toBe(log)
      }),
      runs(300),
    )
  })

  it('takes linear time', () => {
    for (const piece of [
      '1.a.',
      '1',
      'a',
      '%',
      '%31',
      '1b.a',
      '1.k.aaaaaaaaaaaaaaaaaaa ',
      '%2525',
      '1.%2E',
      '1.%252E%2',
    ]) {
      const [long, short] = [piece.repeat(8000), piece.repeat(1000)]
      const ratio = costRatio(
        () => redactLink(long),
        () => redactLink(short),
      )
      // Eight times the text; quadratic work would take 64 times as long.
      expect(ratio, piece).toBeLessThan(24)
    }
  })

  it('knows where a link begins, and takes no version number for one', () => {
    expect(redactLink(`1.k.${'a'.repeat(20)}`)).toBe('[link]')
    expect(redactLink(`1.k.${'a'.repeat(19)}`)).toBe(`1.k.${'a'.repeat(19)}`)
  })

  it('takes each escape of an escape in one way only', () => {
    for (const unit of ['%2525', '%252525', '%2525252525']) {
      const hostile = `1.${unit.repeat(40)}`.repeat(20)
      const plain = '1'.repeat(hostile.length)
      const ratio = costRatio(
        () => redactLink(hostile),
        () => redactLink(plain),
      )
      // A second way for each would be tried in every combination, tens of thousands of times as long.
      expect(ratio, unit).toBeLessThan(1000)
    }
  })

  it('refuses what is no text', () => {
    for (const value of [undefined, null, 7, {}, { href: 7 }])
      expect(() => redactLink(untyped(value))).toThrow(new TypeError('redactLink: give a string or a URL'))
  })
})
