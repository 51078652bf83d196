import { createLinks, narrow, type UploadLimits } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'
import { runs } from '../../support/runs.ts'

const links = createLinks({ keys: [KEY], perms: ['annotate'] })

function sign(upload: unknown): string {
  return links.sign('scan-42', ['read', 'write'], '1h', { upload: upload as UploadLimits })
}

/** What two authors allow together. */
function both(signed: UploadLimits, narrowed: UploadLimits): UploadLimits | undefined {
  return links.verify(narrow(sign(signed), { upload: narrowed })).upload
}

function types(...contentTypes: string[]): UploadLimits {
  return { contentTypes }
}

describe('the option upload', () => {
  it.each<UploadLimits>([
    { minBytes: 0 },
    { minBytes: 1 },
    { maxBytes: 0 },
    { maxBytes: Number.MAX_SAFE_INTEGER },
    { minBytes: 7, maxBytes: 7 },
    { minBytes: 1, maxBytes: 10, contentTypes: ['image/*', 'image/png', 'text/plain'] },
    types('application/vnd.openxmlformats-officedocument.wordprocessingml.document'),
    types(`a/${'b'.repeat(127)}`),
  ])('is back in the grant as it was given: %o', (upload) => {
    expect(links.verify(sign(upload)).upload).toEqual(upload)
  })

  it('is absent if no limit was given', () => {
    expect(links.verify(links.sign('scan-42', 'write', '1h')).upload).toBeUndefined()
  })

  it('takes types in any case, order and repetition for the same list', () => {
    expect(links.verify(sign(types('text/plain', 'IMAGE/*', 'image/*'))).upload).toEqual(types('image/*', 'text/plain'))
  })

  it.each([
    '',
    'image',
    'image/',
    '/png',
    '*',
    '*/*',
    '*/png',
    'image/p*',
    'image/*+xml',
    'image/png; q=1',
    'image/png,image/gif',
    ' image/png',
    'image/png\n',
    'image /png',
    'image/png/x',
    '-a/b',
    'a/-b',
    'é/a',
    // Lower case of the Kelvin sign is "k": only ASCII may be lowered.
    'image/\u212a',
    `a/${'b'.repeat(128)}`,
  ])('refuses the type %o', (type) => {
    expect(() => sign(types('image/png', type))).toThrow(RangeError)
  })

  it.each([-1, 0.5, Number.NaN, Infinity, -0.1, 2 ** 53])('refuses %d bytes', (bytes) => {
    expect(() => sign({ minBytes: bytes })).toThrow(RangeError)
    expect(() => sign({ maxBytes: bytes })).toThrow(RangeError)
  })

  it.each([
    ['no member', {}],
    ['an unknown member', { maxBytes: 1, maxbytes: 1 }],
    ['an undefined member', { maxBytes: undefined }],
    ['text for a number', { maxBytes: '10' }],
    ['a bigint', { maxBytes: 10n }],
    ['null', null],
    ['undefined', undefined],
    ['a number', 10],
    ['a list', [10]],
    ['a bare type', { contentTypes: 'image/png' }],
    ['an empty list of types', types()],
    ['a list with a number', { contentTypes: [7] }],
    ['a list with a hole', { contentTypes: Array(1) }],
  ])('refuses %s', (_, upload) => {
    expect(() => sign(upload)).toThrow(TypeError)
  })

  it('refuses limits that contradict each other', () => {
    expect(() => sign({ minBytes: 2, maxBytes: 1 })).toThrow(RangeError)
    expect(() => narrow(sign({ maxBytes: 5 }), { upload: { minBytes: 2, maxBytes: 1 } })).toThrow(RangeError)
  })

  it('needs a permission to write or create', () => {
    const upload = { maxBytes: 10 }

    expect(() => links.sign('scan-42', 'read', '1h', { upload })).toThrow(RangeError)
    expect(() => links.sign('scan-42', ['delete', 'list', 'annotate'], '1h', { upload })).toThrow(RangeError)
    expect(links.verify(links.sign('scan-42', 'create', '1h', { upload })).upload).toEqual(upload)
    expect(links.verify(links.sign('scan-42', 'write', '1h', { upload })).upload).toEqual(upload)
  })
})

describe('limits of several authors', () => {
  it.each<[UploadLimits, UploadLimits, UploadLimits]>([
    [{ maxBytes: 10 }, { maxBytes: 5 }, { maxBytes: 5 }],
    [{ maxBytes: 10 }, { maxBytes: 50 }, { maxBytes: 10 }],
    [{ minBytes: 10 }, { minBytes: 5 }, { minBytes: 10 }],
    [{ minBytes: 10 }, { minBytes: 50 }, { minBytes: 50 }],
    [{ minBytes: 10 }, { maxBytes: 10 }, { minBytes: 10, maxBytes: 10 }],
    [{ maxBytes: 10 }, types('image/png'), { maxBytes: 10, contentTypes: ['image/png'] }],
    [types('image/*'), types('image/png', 'text/plain'), types('image/png')],
    [types('image/png', 'text/plain'), types('image/*'), types('image/png')],
    [types('image/*'), types('image/*'), types('image/*')],
    [types('image/*', 'text/plain'), types('image/*', 'text/*'), types('image/*', 'text/plain')],
    [types('image/*', 'image/png'), types('image/png', 'image/gif'), types('image/gif', 'image/png')],
    [types('image/png'), types('image/png', 'image/gif'), types('image/png')],
  ])('%o and %o are %o', (signed, narrowed, expected) => {
    expect(both(signed, narrowed)).toEqual(expected)
  })

  it('start from none', () => {
    const token = links.sign('scan-42', 'write', '1h')

    expect(links.verify(narrow(token, { upload: { maxBytes: 5 } })).upload).toEqual({ maxBytes: 5 })
  })

  it.each<[UploadLimits, UploadLimits]>([
    [{ maxBytes: 10 }, { minBytes: 11 }],
    [{ minBytes: 10 }, { maxBytes: 9 }],
    [types('image/png'), types('image/gif')],
    [types('image/*'), types('text/*')],
    [types('image/*'), types('imagex/png')],
    [types('image/png'), types('text/*')],
  ])('that contradict, %o and %o, permit no upload, and all else', (signed, narrowed) => {
    const token = narrow(sign(signed), { upload: narrowed })

    expect(links.tryVerify(token, { perm: 'write' }).code).toBe('permission-denied')
    expect(links.verify(token, { perm: 'read' }).perms).toEqual(['read'])
    expect(links.tryVerify(narrow(token, { perms: 'write' })).code).toBe('permission-denied')
  })

  it('leave create no more than write', () => {
    const token = links.sign('scan-42', ['create', 'list'], '1h', { upload: { maxBytes: 1 } })

    expect(links.verify(narrow(token, { upload: { minBytes: 2 } })).perms).toEqual(['list'])
  })

  it('only shrink, in whatever order', () => {
    const type = fc.constantFrom('image/*', 'image/png', 'image/gif', 'text/*', 'text/plain', 'imagex/png')
    const list = fc.uniqueArray(type, { minLength: 1, maxLength: 4 })
    const tried = ['image/png', 'image/gif', 'image/x', 'text/plain', 'text/x', 'imagex/png']
    const allows = (own: readonly string[], one: string): boolean =>
      own.includes(one) || own.includes(`${one.split('/')[0]}/*`)

    fc.assert(
      fc.property(list, list, (a, b) => {
        const ab = links.tryVerify(narrow(sign(types(...a)), { upload: types(...b) }))
        const ba = links.tryVerify(narrow(sign(types(...b)), { upload: types(...a) }))
        const upload = ab.grant?.upload?.contentTypes ?? []

        expect(ab.grant?.upload).toEqual(ba.grant?.upload)
        expect(tried.filter((one) => allows(upload, one))).toEqual(
          tried.filter((one) => allows(a, one) && allows(b, one)),
        )
      }),
      runs(200),
    )
  })
})

describe('the fields of upload', () => {
  const list = (text: string): string => `k${Buffer.from(text).toString('base64url')}`

  it('have one spelling', () => {
    const token = sign({ maxBytes: 10, minBytes: 0, contentTypes: ['image/png', 'image/*'] })

    expect(token).toContain(`.${list('image/*,image/png')}.l0.m10.`)
  })

  // A holder writes these.
  it.each([
    ['a leading zero', 'm010'],
    ['a sign', 'm-1'],
    ['a sign of the minimum', 'l-1'],
    ['a negative exponent', 'm1e-7'],
    ['an exponent', 'm1e3'],
    ['hex', 'm0x10'],
    ['nothing', 'm'],
    ['beyond 2^53 - 1', 'm9007199254740992'],
    ['a leading zero of the minimum', 'l00'],
    ['limits out of order', 'm10.l1'],
    ['a repeated limit', 'm10.m10'],
    ['types out of order', list('image/png,image/*')],
    ['a repeated type', list('image/png,image/png')],
    ['an upper-case type', list('IMAGE/png')],
    ['a type with a parameter', list('text/plain;a=b')],
    ['an empty type', list('image/png,')],
    ['no type', 'k'],
    ['padding', `k${Buffer.from('a/b').toString('base64')}=`],
    ['a twin of the last character', `${list('a/bb').slice(0, -1)}h`],
    ['plain text', 'kimage/png'],
  ])('are malformed with %s', (_, fields) => {
    const token = links.sign('scan-42', 'write', '1h')

    expect(links.tryVerify(appendBlock(token, `${list('image/png')}.l1.m10`)).ok).toBe(true)
    expect(links.tryVerify(appendBlock(token, fields)).code).toBe('malformed')
  })

  it('may contradict each other in one block of a holder, which permits no upload', () => {
    const token = appendBlock(sign({ maxBytes: 10 }), 'l9.m8')

    expect(links.tryVerify(token, { perm: 'write' }).code).toBe('permission-denied')
    expect(links.tryVerify(token, { perm: 'read' }).ok).toBe(true)
  })
})
