import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linksAt, NOW, NOW_SECONDS } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'
import { SPEC_SERVER, specVerify, withMac } from '../../support/spec-verifier.ts'

const links = linksAt()

describe('the frame of a token', () => {
  it('is told from any other text as the reference verifier tells it', () => {
    const end = `e${NOW_SECONDS + 60}`
    const parts = fc.constantFrom(
      '1',
      '1b',
      '2',
      '.',
      '.',
      '~',
      'k',
      'K',
      '',
      ' ',
      `${end}.fa.pread`,
      '1.k.',
      '1b.k.',
      '1.other.',
      'A'.repeat(42),
      'A'.repeat(43),
      `.${'A'.repeat(43)}`,
    )
    const texts = fc.array(parts, { maxLength: 12 }).map((list) => list.join(''))
    const codes = new Map<unknown, number>()
    const property = fc.property(texts, fc.boolean(), (text, isSigned) => {
      const token = isSigned ? withMac(text, text.startsWith('1b') ? 'me' : undefined) : text
      const result = links.tryVerify(token, { boundTo: 'me' })
      expect([token, result]).toEqual([token, specVerify(token, SPEC_SERVER, { boundTo: 'me' }, NOW)])
      codes.set(result.code, (codes.get(result.code) ?? 0) + 1)
    })
    fc.assert(property, runs(3000))
    expect([...codes.keys()]).toEqual(expect.arrayContaining(['malformed', 'unknown-key', 'bad-signature']))
  })

  it('has version 1, or 1b for a bound link, and no other', () => {
    const codeOf = (version: string) => {
      const body = `${version}.k.e${NOW_SECONDS + 60}.fa.pread`
      return links.tryVerify(withMac(body), { boundTo: 'me' }).code
    }
    const versions = [
      '',
      '0',
      '2',
      '01',
      '1.0',
      '11',
      '1a',
      '1B',
      '1bb',
      'b',
      'v1',
      ' 1',
      '1 ',
      '+1',
      '\u0661',
      '\uff11',
      '\u0131',
      'b1',
      'HS256',
      'none',
    ]
    expect(versions.map((version) => [version, codeOf(version)])).toEqual(
      versions.map((version) => [version, version === '1.0' ? 'unknown-key' : 'malformed']),
    )
    // The letter is covered by the MAC: taken off, or put on, the link is another.
    const bound = links.sign('a', 'read', 60, { boundTo: 'me' })
    expect([codeOf('1'), codeOf('1b')]).toEqual([undefined, 'bad-signature'])
    expect(links.tryVerify(bound.replace('1b.', '1.'), { boundTo: 'me' }).code).toBe('bad-signature')
  })

  it('has at most eight tildes before the MAC, whatever stands between them', () => {
    const mac = 'A'.repeat(43)
    const withTildes = (count: number) => links.tryVerify(`1.k.e1.fa.pread${'~'.repeat(count)}.${mac}`).code
    expect([0, 1, 8, 9, 600].map(withTildes)).toEqual([
      'bad-signature',
      'bad-signature',
      'bad-signature',
      'malformed',
      'malformed',
    ])
    // Those in the place of the MAC are not blocks.
    expect(links.tryVerify(`1.k.e1.fa.pread.${'~'.repeat(43)}`).code).toBe('bad-signature')
  })
})
