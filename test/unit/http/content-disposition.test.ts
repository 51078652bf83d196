import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentDisposition, type SignedDisposition } from '../../../src/http/content-disposition.ts'
import { runs } from '../../support/runs.ts'

const signedName = (filename: string): string => contentDisposition({ filename }, undefined, 'f')

describe('contentDisposition', () => {
  it.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ["it's (1) final; a=b, c*.txt", `attachment; filename="it's (1) final; a=b, c*.txt"`],
    ['Übersicht.pdf', `attachment; filename="_bersicht.pdf"; filename*=UTF-8''%C3%9Cbersicht.pdf`],
    ['€ rates.txt', `attachment; filename="_ rates.txt"; filename*=UTF-8''%E2%82%AC%20rates.txt`],
    ['🗝.txt', `attachment; filename="_.txt"; filename*=UTF-8''%F0%9F%97%9D.txt`],
    ['say "hi".txt', `attachment; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt`],
    ['100%41.txt', `attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt`],
    ["é'()*!.txt", `attachment; filename="_'()*!.txt"; filename*=UTF-8''%C3%A9%27%28%29%2A!.txt`],
  ])('%s', (filename, expected) => {
    expect(signedName(filename)).toBe(expected)
  })

  it.each([
    ['f', 'f'],
    ['reports/q3.pdf', 'q3.pdf'],
    ['a/b/%C3%BC.txt', '%C3%BC.txt'],
    ['c:7', 'c:7'],
  ])('names a file by the last segment of its id: %s', (id, name) => {
    expect(contentDisposition({}, undefined, id)).toBe(signedName(name))
    expect(contentDisposition({ disposition: 'inline' }, undefined, id)).toBe(
      signedName(name).replace('attachment', 'inline'),
    )
  })

  it.each(['a/', 'a/..', '.', 'a\\b', 'a\nb', 'a\u202egpj.exe', 'x'.repeat(256), 'ü'.repeat(128)])(
    'gives no name if that segment could not be signed as one: %j',
    (id) => {
      expect(contentDisposition({}, undefined, id)).toBe('attachment')
    },
  )

  const own = 'Inline; filename="own.html"'
  it.each<[SignedDisposition, string, string]>([
    [{}, own, own],
    [{}, 'form-data; name=a', 'form-data; name=a'],
    [{ disposition: 'attachment' }, own, 'attachment; filename="own.html"'],
    [{ disposition: 'inline' }, 'attachment', 'inline; filename="f.txt"'],
    [{ filename: 'a.txt' }, own, 'inline; filename="a.txt"'],
    [{ filename: 'a.txt' }, 'attachment', 'attachment; filename="a.txt"'],
    [{ disposition: 'inline', filename: 'a.txt' }, 'attachment; filename=b', 'inline; filename="a.txt"'],
    // Of what is malformed nothing is kept.
    [{ disposition: 'attachment' }, 'inline; filename="a', 'attachment; filename="f.txt"'],
    [{ disposition: 'attachment' }, 'inline; a, inline', 'attachment; filename="f.txt"'],
    [{ filename: 'a.txt' }, 'inline, attachment', 'attachment; filename="a.txt"'],
  ])('puts what is signed before what the handler set: %j, %s', (signed, handlers, expected) => {
    expect(contentDisposition(signed, handlers, 'd/f.txt')).toBe(expected)
  })

  it('is a header of two parameters at most, of which the last gives the name back', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !/[\p{Cc}\\/]/u.test(text))
    fc.assert(
      fc.property(name, (filename) => {
        const header = signedName(filename)
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
