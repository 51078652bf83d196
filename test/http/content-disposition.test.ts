import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentDisposition } from '../../src/http/content-disposition.ts'
import { runs } from '../support/runs.ts'

describe('contentDisposition', () => {
  it.each([
    [undefined, 'attachment'],
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ["it's (1) final; a=b, c*.txt", `attachment; filename="it's (1) final; a=b, c*.txt"`],
    ['Übersicht.pdf', `attachment; filename="_bersicht.pdf"; filename*=UTF-8''%C3%9Cbersicht.pdf`],
    ['€ rates.txt', `attachment; filename="_ rates.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt`],
    ['🗝.txt', `attachment; filename="_.txt"; filename*=UTF-8''%F0%9F%97%9D.txt`],
    ['say "hi".txt', `attachment; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt`],
    ['100%41.txt', `attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt`],
    ["é'()*!.txt", `attachment; filename="_'()*!.txt"; filename*=UTF-8''%C3%A9%27%28%29%2A!.txt`],
  ])('%s', (filename, expected) => {
    expect(contentDisposition('attachment', filename)).toBe(expected)
  })

  it('is inline where asked', () => {
    expect(contentDisposition('inline', undefined)).toBe('inline')
    expect(contentDisposition('inline', 'a.png')).toBe('inline; filename="a.png"')
  })

  it('is a header of two parameters at most, of which the last gives the name back', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !/[\p{Cc}\\/]/u.test(text))
    fc.assert(
      fc.property(name, (filename) => {
        const header = contentDisposition('attachment', filename)
        // token-char, quoted-string without escapes, ext-value: nothing else is in it (RFC 6266, RFC 8187).
        const match =
          /^attachment; filename="([ !#-[\]-~]*)"(?:; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})+))?$/.exec(
            header,
          )
        expect(match).not.toBeNull()
        const [, plain, extended] = match as RegExpExecArray
        expect(extended === undefined ? plain : decodeURIComponent(extended)).toBe(filename)
        expect(Array.from(plain as string)).toHaveLength(Array.from(filename).length)
      }),
      runs(300),
    )
  })
})
