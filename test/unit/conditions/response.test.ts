import { createLinks, narrow, type ResponseHeaders } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'
import { runs } from '../../support/runs.ts'
import { withMac } from '../../support/spec-verifier.ts'

const links = createLinks({ keys: [KEY], perms: ['annotate'] })

function sign(response: unknown, perms: 'read' | 'write' | 'annotate' | ('write' | 'delete')[] = 'read'): string {
  return links.sign('scan-42', perms, '1h', { response: response as ResponseHeaders })
}

/** A token that the signer's key makes out of any text: what a signer with a fault, or another program, could hand out. */
function signByHand(block: string): string {
  return withMac(`1.k.${block}`)
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** Field letter, member, and values that are fit for its header. */
const FIT = [
  ['C', 'cacheControl', ['no-store', 'private, max-age=3600', 'public,max-age="3600"', 'no-cache="set-cookie"']],
  ['E', 'contentEncoding', ['gzip', 'gzip, br', 'x-own,zstd']],
  ['L', 'contentLanguage', ['en', 'en-GB, de', 'zh-Hans-CN', 'mi']],
  [
    'N',
    'filename',
    ['slide 7.dcm', 'é.pdf', '\u{1f600}.png', '...', '.profile', 'a"b;c=d%41.txt', "it's.txt", ' ', 'レポート'],
  ],
  [
    'T',
    'contentType',
    ['image/png', 'text/plain; charset=utf-8', 'text/html;charset="utf-8"', 'application/vnd.a+json'],
  ],
] as const

const UNFIT = {
  cacheControl: [
    '',
    'no-store,',
    ',no-store',
    'a b',
    'max-age=',
    'a,\r\nSet-Cookie: x',
    'é',
    'a="b',
    'a="b\\"c"',
    'a\0',
  ],
  contentEncoding: ['', 'gzip;q=1', 'gzip br', 'gzip\n', '*', 'é', 'gzip,,br', ', gzip'],
  contentLanguage: ['', '*', 'en_GB', 'en-', '-en', 'englishish', 'en;q=1', 'en\r\nX: y', 'é'],
  filename: [
    '',
    '.',
    '..',
    '../a',
    'a/b',
    'a\\b',
    'a\0b',
    'a\r\nb',
    'a\tb',
    'a\u007fb',
    'a\u0085b',
    'invoice\u202efdp.exe',
    'a\u2028b',
    'a\u2029b',
    'a\u200eb',
    'a\u200fb',
    'a\u061cb',
    'a\u2066b',
    'a\u2069b',
    '\ud800',
    'x'.repeat(256),
    'é'.repeat(128),
  ],
  contentType: [
    '',
    'image',
    'image/',
    '/png',
    'image/*',
    '*/*',
    'image/png;',
    'image/png; charset',
    'a/b\r\nX: y',
    'a/b,c/d',
    'é/b',
    'a/b ; c=d',
  ],
  disposition: ['', 'Attachment', 'inline; filename=x', 'form-data', 'i', 'attachment\r\n'],
}

describe('the option response', () => {
  it.each(FIT)('is back in the grant as it was given: %s, %s', (letter, name, values) => {
    for (const value of values) {
      const token = sign({ [name]: value })
      expect(links.verify(token).response).toEqual({ [name]: value })
      expect(token.split('.')[2]).toBe(letter + base64url(value))
    }
  })

  it('is back in the grant with all its members', () => {
    const response = {
      filename: 'slide 7.dcm',
      disposition: 'inline',
      contentType: 'application/dicom',
      cacheControl: 'private, max-age=60',
      contentLanguage: 'en',
      contentEncoding: 'gzip',
    }

    expect(links.verify(sign(response)).response).toEqual(response)
    expect(links.verify(sign({ disposition: 'attachment' })).response).toEqual({ disposition: 'attachment' })
    expect(links.verify(links.sign('scan-42', 'read', '1h')).response).toBeUndefined()
  })

  it.each(Object.entries(UNFIT))('refuses what is not fit for a header: %s', (name, values) => {
    for (const value of values) expect(() => sign({ [name]: value }), JSON.stringify(value)).toThrow(RangeError)
  })

  it('takes values of 255 bytes, and no longer ones', () => {
    for (const [, name] of FIT) {
      const longest =
        name === 'contentLanguage'
          ? 'en,'.repeat(85).slice(0, -1)
          : name === 'contentType'
            ? `a/${'b'.repeat(253)}`
            : 'a'.repeat(255)
      expect(links.verify(sign({ [name]: longest })).response).toEqual({ [name]: longest })
      expect(() => sign({ [name]: `${longest},a` })).toThrow(RangeError)
    }
  })

  it.each([
    ['an empty object', {}],
    ['an unknown member', { filename: 'a', Filename: 'b' }],
    ['a header by its own name', { 'content-type': 'image/png' }],
    ['an undefined member', { filename: undefined }],
    ['a null member', { filename: null }],
    ['a list as member', { filename: ['a'] }],
    ['a number as member', { cacheControl: 0 }],
    ['a string', 'attachment'],
    ['null', null],
    ['undefined', undefined],
    ['a list', ['attachment']],
    ['a Map', new Map([['filename', 'a']])],
    ['inherited members only', Object.create({ filename: 'a' })],
  ])('refuses %s', (_, response) => {
    expect(() => sign(response)).toThrow(TypeError)
  })

  it('needs a permission that answers with a body', () => {
    expect(() => sign({ filename: 'a' }, 'write')).toThrow(RangeError)
    expect(() => sign({ filename: 'a' }, ['write', 'delete'])).toThrow(RangeError)
    expect(links.verify(sign({ filename: 'a' }, 'annotate')).response).toEqual({ filename: 'a' })
  })

  it('never lets a line break, a control character or a path separator through', () => {
    const name = fc.constantFrom('filename', 'contentType', 'cacheControl', 'contentLanguage', 'contentEncoding')
    const nasty = fc.string({
      unit: fc.constantFrom('a', '/', '\r', '\n', '\0', '"', '\\', ';', '=', ',', ' ', '\u202e', '\x7f'),
    })

    fc.assert(
      fc.property(name, nasty, (member, value) => {
        try {
          sign({ [member]: value })
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          return
        }
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(value).not.toMatch(/[\u0000-\u001f\u007f\u202e]/)
        if (member === 'filename') expect(value).not.toMatch(/[/\\]/)
      }),
      runs(500),
    )
  })
})

describe('the fields of response', () => {
  const block = (fields: string): string => `${fields}.e${Math.floor(Date.now() / 1000) + 3600}.fscan-42.pread`

  it('are read as they were written', () => {
    const response = { cacheControl: 'no-store', disposition: 'inline', filename: 'a' }
    const fields = `C${base64url('no-store')}.Di.N${base64url('a')}`

    expect(links.verify(signByHand(block(fields))).response).toEqual(response)
  })

  it.each(Object.entries(UNFIT).filter(([name]) => name !== 'disposition'))(
    'are held to the same rules when read: %s',
    (name, values) => {
      const letter = FIT.find(([, known]) => known === name)?.[0]
      // UTF-8 has no lone surrogates; a broken sequence is tried below.
      for (const value of values.filter((one) => one.isWellFormed())) {
        const code = links.tryVerify(signByHand(block(letter + base64url(value)))).code
        expect(code, JSON.stringify(value)).toBe('malformed')
      }
    },
  )

  it.each([
    ['a disposition in full', 'Dattachment'],
    ['an unknown disposition', 'Dx'],
    ['an empty disposition', 'D'],
    ['padding', `N${Buffer.from('a').toString('base64')}`],
    ['the other alphabet of base64', 'N+/+/'],
    ['a twin of the last character', 'NYR'],
    ['a broken UTF-8 sequence', 'N_w'],
    ['a repeated field', `N${base64url('a')}.N${base64url('a')}`],
    ['fields out of order', `N${base64url('a')}.Di`],
    ['an unknown upper-case letter', `X${base64url('a')}`],
  ])('are malformed with %s', (_, fields) => {
    expect(links.tryVerify(signByHand(block(`N${base64url('a')}`))).ok).toBe(true)
    expect(links.tryVerify(signByHand(block(fields))).code).toBe('malformed')
  })

  it('are nothing that a holder may say', () => {
    const token = sign({ filename: 'report.pdf' })
    const options = { response: { filename: 'virus.exe' } } as unknown as { httpsOnly: true }

    expect(() => narrow(token, options)).toThrow(TypeError)
    for (const field of ['Di', ...FIT.map(([letter, , [value]]) => letter + base64url(value))]) {
      expect(links.tryVerify(appendBlock(token, field)).code, field).toBe('malformed')
      expect(links.tryVerify(appendBlock(token, `${field}.pread`)).code, field).toBe('malformed')
    }
    expect(links.verify(narrow(token, { perms: 'read' })).response).toEqual({ filename: 'report.pdf' })
  })
})
