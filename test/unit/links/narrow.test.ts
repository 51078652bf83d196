import { createLinks, LinkError, type LinkRequest, type NarrowOptions, narrow } from 'daypass'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KEY, NOW } from '../../support/fixtures.ts'
import { appendBlock, macOf, withoutMac } from '../../support/holder.ts'
import { expectMisuse } from '../../support/misuse.ts'

const SECONDS = NOW / 1000
const links = createLinks({ keys: [KEY], perms: ['annotate'], clock: () => NOW })
const study = links.sign('studies/42', ['read', 'list', 'write'], '1d', { scope: 'tree' })
const slide = 'studies/42/slide-7.dcm'

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(NOW)
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** The block that `narrow` writes. */
function blockOf(options: NarrowOptions): string {
  return withoutMac(narrow(study, options)).slice(withoutMac(study).length)
}

function codeOf(
  token: string,
  request: LinkRequest<'read' | 'write' | 'list' | 'create'> = { fileId: slide },
): string | undefined {
  return links.tryVerify(token, request).code
}

describe('narrow', () => {
  it('passes one file of a tree on for ten minutes, from one network, to read', () => {
    const token = narrow(study, { perms: ['read'], ttl: '10m', fileId: slide, addresses: ['192.0.2.0/24'] })
    const grant = links.verify(token, { fileId: slide, perm: 'read', address: '192.0.2.1' })

    expect(grant).toEqual({
      fileId: slide,
      perms: ['read'],
      expiresAt: new Date(NOW + 600_000),
      keyId: 'k',
      depth: 1,
      bound: false,
    })
    expect(codeOf(token, { fileId: 'studies/42/slide-8.dcm', address: '192.0.2.1' })).toBe('wrong-file')
    expect(codeOf(token, { fileId: slide, perm: 'list', address: '192.0.2.1' })).toBe('permission-denied')
    expect(codeOf(token, { fileId: slide, address: '198.51.100.1' })).toBe('wrong-address')
  })

  it('leaves the parent as it was', () => {
    narrow(study, { perms: 'read' })

    expect(links.verify(study, { fileId: slide }).perms).toEqual(['list', 'read', 'write'])
    expect(links.verify(study, { fileId: slide }).depth).toBe(0)
  })

  it.each<[NarrowOptions, string]>([
    [{ perms: 'read' }, '~pread'],
    [{ perms: ['write', 'read', 'read'] }, '~pread_write'],
    [{ perms: ['not-known-here'] }, '~pnot-known-here'],
    [{ ttl: '10m' }, `~e${SECONDS + 600}`],
    [{ ttl: 600 }, `~e${SECONDS + 600}`],
    [{ ttl: new Date(NOW + 600_999) }, `~e${SECONDS + 600}`],
    [{ ttl: new Date(0) }, '~e0'],
    [{ notBefore: '5m' }, `~b${SECONDS + 300}`],
    [{ notBefore: '5m', ttl: '10m' }, `~b${SECONDS + 300}.e${SECONDS + 900}`],
    [{ notBefore: new Date(NOW - 300_000), ttl: '10m' }, `~b${SECONDS - 300}.e${SECONDS + 300}`],
    [{ notBefore: 300, ttl: new Date(NOW + 301_000) }, `~b${SECONDS + 300}.e${SECONDS + 301}`],
    [{ fileId: 'slide-7' }, '~fslide-7'],
    [{ fileId: 'a/b' }, '~gYS9i'],
    [{ fileId: 'a/b/', scope: 'tree' }, '~gYS9i.t'],
    [{ addresses: ['192.0.2.7', '192.0.2.0/24'] }, '~ac000020018_c000020720'],
    [{ httpsOnly: true }, '~h'],
    [{ httpsOnly: false, perms: 'read' }, '~pread'],
    [{ upload: { minBytes: 1, maxBytes: 2, contentTypes: ['a/b'] } }, '~kYS9i.l1.m2'],
  ])('writes %o as the block %s', (options, block) => {
    expect(blockOf(options)).toBe(block)
    expect(narrow(study, options)).toBe(appendBlock(study, block.slice(1)))
  })

  it('reads the system clock for durations, and for nothing else', () => {
    const noClock = vi.spyOn(Date, 'now').mockReturnValue(NOW + 999)

    expect(blockOf({ ttl: '10m' })).toBe(`~e${SECONDS + 600}`)
    noClock.mockReturnValue(NOW + 1000)
    expect(blockOf({ ttl: '10m' })).toBe(`~e${SECONDS + 601}`)
    expect(blockOf({ ttl: new Date(NOW) })).toBe(`~e${SECONDS}`)
    expect(blockOf({ notBefore: new Date(NOW) })).toBe(`~b${SECONDS}`)
  })

  it('needs no proof of what it narrows: a forged link narrows into a refused one', () => {
    const forged = `${withoutMac(study).replace('plist_read_write', 'pcreate')}.${macOf(study)}`

    expect(codeOf(narrow(forged, { perms: 'create' }))).toBe('bad-signature')
  })

  it('narrows what is narrowed, and the grant counts', () => {
    let token = study
    for (let depth = 1; depth <= 8; depth++) {
      token = narrow(token, { ttl: 3600 - depth })
      expect(links.verify(token, { fileId: slide })).toMatchObject({
        depth,
        expiresAt: new Date(NOW + (3600 - depth) * 1000),
      })
    }
    expectMisuse(() => narrow(token, { ttl: '1m' }), RangeError, 'a link can be narrowed 8 times')
    expect(codeOf(appendBlock(token, 'pread'))).toBe('malformed')
  })

  it('makes no token longer than 2,048 characters', () => {
    const addresses = Array.from({ length: 60 }, (_, i) => `2001:db8::${i.toString(16)}`)
    const room = 2048 - narrow(study, { addresses: addresses.slice(0, 53) }).length
    const first = narrow(study, { addresses: addresses.slice(0, 53) })
    const rest = 'x'.repeat(room - '~f'.length)

    expect(room).toBeGreaterThan(3)
    expectMisuse(() => narrow(study, { addresses }), RangeError, 'the link would be longer than 2048 characters')
    expect(narrow(first, { fileId: rest })).toHaveLength(2048)
    expect(() => narrow(first, { fileId: `${rest}x` })).toThrow(RangeError)
  })

  it('keeps a bound link bound, without knowing to whom', () => {
    const bound = links.sign('studies/42', 'read', '1h', { scope: 'tree', boundTo: 'alice' })
    const token = narrow(bound, { fileId: slide })

    expect(links.verify(token, { fileId: slide, boundTo: 'alice' })).toMatchObject({ bound: true, depth: 1 })
    expect(codeOf(token, { fileId: slide, boundTo: 'bob' })).toBe('bad-signature')
    expect(codeOf(token)).toBe('binding-required')
  })

  it('keeps response headers and ref, and cannot change them', () => {
    const token = links.sign('a', 'read', '1h', { ref: 'case 7', response: { filename: 'a.pdf' } })

    expect(links.verify(narrow(token, { httpsOnly: true }), { secure: true })).toMatchObject({
      ref: 'case 7',
      response: { filename: 'a.pdf' },
    })
  })
})

describe('the file of a narrowed link', () => {
  it('is the file asked for, and its tree the narrowest folder', () => {
    const folder = narrow(study, { fileId: 'studies/42/series-1', scope: 'tree' })
    const deep = narrow(folder, { fileId: 'studies/42/series-1/a', scope: 'tree' })
    const wide = narrow(deep, { fileId: 'studies/42', scope: 'tree' })
    const fileId = 'studies/42/series-1/a/b.dcm'

    expect(links.verify(study, { fileId })).toMatchObject({ fileId, tree: 'studies/42' })
    expect(links.verify(folder, { fileId })).toMatchObject({ fileId, tree: 'studies/42/series-1' })
    expect(links.verify(deep, { fileId })).toMatchObject({ fileId, tree: 'studies/42/series-1/a' })
    expect(links.verify(wide, { fileId })).toMatchObject({ fileId, tree: 'studies/42/series-1/a' })
    expect(codeOf(folder, { fileId: 'studies/42/series-2/a' })).toBe('wrong-file')
    expect(codeOf(wide, { fileId: 'studies/42/series-2/a' })).toBe('wrong-file')
  })

  it('has no tree once it is one file', () => {
    const one = narrow(study, { fileId: slide })

    expect(links.verify(one, { fileId: slide }).tree).toBeUndefined()
    expect(links.verify(narrow(one, { fileId: 'studies/42', scope: 'tree' }), { fileId: slide }).tree).toBeUndefined()
    expect(codeOf(one, { fileId: `${slide}/a` })).toBe('wrong-file')
    expect(codeOf(one, { fileId: 'studies/42' })).toBe('wrong-file')
  })

  it('has to be asked for, as that of its tree', () => {
    expect(codeOf(narrow(study, { fileId: slide }), {})).toBe('wrong-file')
    expect(links.verify(narrow(links.sign('a', 'read', '1h'), { fileId: 'a' })).fileId).toBe('a')
  })

  it.each<NarrowOptions>([
    { fileId: 'studies/43/a' },
    { fileId: 'studies', scope: 'tree' },
    { fileId: 'studies/421', scope: 'tree' },
    { fileId: 'studies/42/../43' },
    { fileId: '/studies/42/a' },
  ])('outside the tree opens nothing: %o', (options) => {
    const token = narrow(study, options)
    const tried = [options.fileId as string, `${options.fileId}/a`, 'studies', 'studies/43/a', 'studies/421/a']

    for (const fileId of tried) expect(codeOf(token, { fileId }), fileId).toBe('wrong-file')
  })

  it('is that of a link to one file, or none', () => {
    const token = links.sign('studies/42', 'read', '1h')

    expect(codeOf(narrow(token, { fileId: 'studies/42', scope: 'tree' }), { fileId: 'studies/42' })).toBeUndefined()
    expect(codeOf(narrow(token, { fileId: 'studies/42', scope: 'tree' }), { fileId: slide })).toBe('wrong-file')
    expect(links.verify(narrow(token, { fileId: 'studies', scope: 'tree' })).tree).toBeUndefined()
    expect(codeOf(narrow(token, { fileId: 'studies/43' }), { fileId: 'studies/42' })).toBe('wrong-file')
    expect(codeOf(narrow(token, { fileId: 'studies/43' }), { fileId: 'studies/43' })).toBe('wrong-file')
    expect(codeOf(narrow(token, { fileId: 'studies/43' }), {})).toBe('wrong-file')
  })
})

describe('narrow refuses', () => {
  it.each<[string, unknown]>([
    ['no options', undefined],
    ['null', null],
    ['no option at all', {}],
    ['nothing that narrows', { httpsOnly: false }],
    ['a list', ['read']],
    ['text', 'read'],
    ['a Map', new Map([['perms', 'read']])],
    ['inherited options', Object.create({ perms: 'read' })],
    ['an unknown name', { perms: 'read', expires: 60 }],
    ['response headers', { response: { filename: 'a' } }],
    ['a ref', { ref: 'a' }],
    ['a binding', { boundTo: 'a' }],
    ['a rounded end', { ttl: '10m', roundExpiry: '5m' }],
    ['an undefined option', { perms: 'read', fileId: undefined }],
    ['an empty list of permissions', { perms: [] }],
    ['an empty list of addresses', { addresses: [] }],
    ['an empty list of types', { upload: { contentTypes: [] } }],
    ['empty limits', { upload: {} }],
    ['a bare address', { addresses: '192.0.2.1' }],
    ['a number for a file', { fileId: 7 }],
    ['a number for permissions', { perms: 7 }],
    ['a tree of nothing', { scope: 'tree' }],
    ['text for a boolean', { httpsOnly: 'true' }],
  ])('%s: TypeError', (_, options) => {
    expect(() => narrow(study, options as NarrowOptions)).toThrow(TypeError)
  })

  it.each<[string, unknown]>([
    ['a permission of another form', { perms: ['READ'] }],
    ['a permission that is two', { perms: 'read_write' }],
    ['an empty permission', { perms: '' }],
    ['no lifetime', { ttl: 0 }],
    ['a lifetime in other words', { ttl: '1 hour' }],
    ['an endless lifetime', { ttl: Infinity }],
    ['an invalid Date', { ttl: new Date(Number.NaN) }],
    ['an end beyond what a link can say', { ttl: '99999999999s' }],
    ['an end before the start', { notBefore: '5m', ttl: new Date(NOW + 299_000) }],
    ['an end at the start', { notBefore: '5m', ttl: new Date(NOW + 300_000) }],
    ['an empty file id', { fileId: '' }],
    ['a file id with NUL', { fileId: 'a\0' }],
    ['a file id of 513 bytes', { fileId: 'x'.repeat(513) }],
    ['a folder that is none', { fileId: '../a', scope: 'tree' }],
    ['another scope', { fileId: 'a', scope: 'file' }],
    ['host bits', { addresses: ['192.0.2.1/24'] }],
    ['contradictory limits', { upload: { minBytes: 2, maxBytes: 1 } }],
  ])('%s: RangeError', (_, options) => {
    expect(() => narrow(study, options as NarrowOptions)).toThrow(RangeError)
  })

  it.each<[unknown, typeof TypeError | typeof RangeError, string]>([
    [{}, TypeError, 'these options restrict nothing'],
    [{ scope: 'tree' }, TypeError, 'scope requires a fileId'],
    [{ perms: 'read', expires: 60 }, TypeError, 'options of narrow'],
    [{ notBefore: '0s' }, RangeError, 'notBefore must be'],
    [{ ttl: '0s' }, RangeError, 'ttl must be'],
    [{ notBefore: '5m', ttl: new Date(NOW) }, RangeError, 'ttl must end after notBefore'],
  ])('%o, and says why', (options, kind, message) => {
    expectMisuse(() => narrow(study, options as NarrowOptions), kind, message)
  })

  it.each<[string, unknown]>([
    ['no text', undefined],
    ['null', null],
    ['an object', { toString: () => study }],
    ['a String object', new String(study)],
    ['empty text', ''],
    ['a MAC alone', `.${macOf(study)}`],
    ['a token without MAC', withoutMac(study)],
    ['a token cut short', study.slice(0, -1)],
    ['a token with white space', ` ${study}`],
    ['a line end', `${study}\n`],
    ['a twin of its MAC', study.slice(0, -1) + twinOf(study.at(-1) ?? '')],
    ['padding', `${study}=`],
    ['another version', study.replace('1.', '2.')],
    ['another kind', study.replace('1.', '1c.')],
    ['no key id', study.replace('k', '')],
    ['another alphabet in the key id', study.replace('k', 'k~')],
    ['an empty block', study.replace(/k\..*\./, 'k..')],
    ['no file', study.replace(/\.g[^.]*\.p/, '.p').replace('.t.', '.')],
    ['no permissions', study.replace(/\.p[a-z_]*/, '')],
    ['no end', study.replace(/\.e\d*/, '')],
    ['a holder without text', appendBlock(study, '')],
    ['a holder with signer-only fields', appendBlock(study, 'rYQ')],
    ['a field out of order', appendBlock(study, 'pread.h')],
    ['an unknown field', appendBlock(study, 'zYQ')],
    ['nine blocks', 'hhhhhhhhh'.split('').reduce((token, block) => appendBlock(token, block), study)],
    [
      'a token that is too long',
      appendBlock(study, `a${Array.from({ length: 190 }, (_, i) => `c000${1000 + i}20`).join('_')}`),
    ],
    ['a JSON Web Token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'],
    ['10 MB', '1'.repeat(10_000_000)],
  ])('%s: LinkError malformed', (_, token) => {
    const attempt = (): string => narrow(token as string, { perms: 'read' })

    expect(attempt).toThrow(LinkError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'malformed', refused: undefined }))
  })

  it('without a word of the token', () => {
    for (const attempt of [() => narrow(`${study}x`, { perms: 'read' }), () => narrow(study, {})]) {
      try {
        attempt()
        expect.unreachable()
      } catch (error) {
        expect(`${error}${(error as Error).stack}`).not.toContain(macOf(study))
      }
    }
  })
})

/** Another last character that a lenient decoder takes for the same 32 bytes. */
function twinOf(last: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return alphabet[alphabet.indexOf(last) + 1] as string
}
