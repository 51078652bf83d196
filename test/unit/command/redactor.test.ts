import { redactLink } from 'daypass/http'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/command/redactor.ts'
import { linksAt } from '../../support/fixtures.ts'

const token = linksAt().sign('studies/42/slide-7.dcm', ['read', 'list'], '4h', { ref: 'a'.repeat(200) })

/** The text, pushed in pieces of these lengths. */
function redactInPieces(text: string, lengths: readonly number[]): string {
  const redactor = createRedactor(redactLink)
  let redacted = ''
  let at = 0
  for (let i = 0; at < text.length; i++) {
    const length = lengths[i % lengths.length] as number
    redacted += redactor.push(text.slice(at, at + length))
    at += length
  }
  return redacted + redactor.end()
}

const escaped = Array.from(token, (c) => `%25${c.charCodeAt(0).toString(16)}`).join('')
const part = fc.oneof(
  fc.constantFrom(
    token,
    `GET /q3?token=${token} 200`,
    escaped,
    token.slice(0, -20),
    '\n',
    '\r\n',
    ' ',
    '%20',
    '"',
    '1.2.3',
    'v1.k.e5',
  ),
  fc.string({ maxLength: 40 }),
  fc.integer({ min: 1, max: 300 }).map((count) => 'abc.def~'.repeat(count)),
)
const pieces = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 })

describe('a stream', () => {
  it('is redacted as a whole text is, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), pieces, (parts, lengths) => {
        // Of a run that is longer than what is kept, more may go: what follows a link up to the next blank.
        const text = parts.join('').slice(0, 60_000)
        expect(redactInPieces(text, lengths)).toBe(redactLink(text))
      }),
      { numRuns: 200 },
    )
  })

  it('gives back a line as soon as it has ended, and nothing of a line that could go on as a link', () => {
    const redactor = createRedactor(redactLink)
    expect(redactor.push(`a ${token} b\nc ${token.slice(0, 40)}`)).toBe('a [link] b\n')
    expect(redactor.push(`${token.slice(40)} d\n`)).toBe('c [link] d\n')
    expect(redactor.end()).toBe('')
  })
})

// More than is kept, so that it must be let go before its end.
const LONG = 1_000_000
const PIECE = [65_536]

describe('a line that is longer than what is kept', () => {
  const words = 'lorem ipsum '.repeat(LONG / 12)
  const run = 'a'.repeat(LONG)

  it.each([
    ['of words', `${words}token=${token} ${words}`],
    ['of one run, the link at its beginning', `${token}${run}`],
    ['of one run, the link in the middle', `${run}.${token}`],
    ['of one run that ends', `${run}.${token} ${run} ${token}`],
    ['of escapes', `${escaped}${run}`],
    ['of one run with two links', `${run}.${token}%20${token}${run}`],
  ])('is redacted as a whole text is: %s', (_, text) => {
    const redacted = redactInPieces(text, PIECE)
    expect(redacted === redactLink(text)).toBe(true)
    expect(redacted).toContain('[link]')
  })

  it('keeps no link that lies across the border of two pieces, wherever it is', () => {
    for (let shift = 0; shift <= token.length; shift += 7) {
      const text = `${'a'.repeat(131_072 - shift)}.${token}`
      expect(redactInPieces(text, PIECE).endsWith('.[link]'), String(shift)).toBe(true)
    }
  })

  it.each([
    ['words', words],
    ['one run', run],
    ['one link that never ends', `${token}${run}`],
  ])('is let go, but for a part whose length is bounded: %s', (_, text) => {
    const redactor = createRedactor(redactLink)
    let given = 0
    for (let i = 0; i < 20; i++) given += redactor.push(text).length
    const kept = redactor.end().length
    expect(kept).toBeLessThanOrEqual(65_536)
    expect(given + kept).toBe(redactInPieces(text.repeat(20), [text.length]).length)
  })
})
