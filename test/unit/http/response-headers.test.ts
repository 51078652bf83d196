import type { Grant, ResponseHeaders } from 'daypass'
import { describe, expect, it } from 'vitest'
import { type Allowed, completeHeaders } from '../../../src/http/response-headers.ts'
import { linksAt, NOW } from '../../support/fixtures.ts'

const links = linksAt()
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

function grantFor(response?: ResponseHeaders, seconds = 3600): Grant {
  const perms = ['read', 'list', 'annotate', 'write', 'create', 'delete'] as const
  return links.verify(links.sign('d/f.txt', perms, seconds, response && { response }))
}

interface Case extends Partial<Allowed> {
  readonly response?: ResponseHeaders
  readonly status?: number
  readonly now?: number
  readonly fallback?: string
  /** What the handler has set. */
  readonly own?: Record<string, string>
}

/** The headers of an answer once they are completed. */
function complete(asked: Case = {}) {
  return Object.fromEntries(headersOf(asked))
}

function headersOf({ response, status = 200, now = NOW, fallback = 'private', own = {}, ...more }: Case = {}): Headers {
  const headers = new Headers(own)
  const allowed: Allowed = {
    grant: grantFor(response),
    method: 'GET',
    perm: 'read',
    header: undefined,
    isAddressed: false,
    cookie: undefined,
    ...more,
  }
  completeHeaders(allowed, fallback, now, status, headers)
  return headers
}

const ALWAYS = { 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }
const FILE = {
  ...ALWAYS,
  'cache-control': 'private, max-age=3600',
  'content-disposition': 'attachment; filename="f.txt"',
}
const OTHER = { ...ALWAYS, 'cache-control': 'no-store' }

describe('the headers of a file', () => {
  it('are these if neither link nor handler sets one', () => {
    for (const method of ['GET', 'HEAD'])
      for (const perm of ['read', 'annotate'])
        for (const status of [200, 203, 206, 226]) expect(complete({ method, perm, status })).toEqual(FILE)
  })

  it('are these if the link sets all', () => {
    const response = {
      filename: 'ü.txt',
      disposition: 'inline',
      contentType: 'text/plain; charset=utf-8',
      contentLanguage: 'de',
      contentEncoding: 'gzip',
      cacheControl: 'public, max-age=9000',
    } as const
    const own = {
      'Content-Type': 'text/html',
      'Content-Language': 'fr',
      'Content-Encoding': 'br',
      'Cache-Control': 'no-cache',
    }
    const signed = {
      ...ALWAYS,
      'cache-control': 'public, max-age=3600',
      'content-disposition': `inline; filename="_.txt"; filename*=UTF-8''%C3%BC.txt`,
      'content-type': 'text/plain; charset=utf-8',
      'content-language': 'de',
      'content-encoding': 'gzip',
    }
    expect(complete({ response })).toEqual(signed)
    expect(complete({ response, own })).toEqual(signed)
  })

  it('are those of the handler before the defaults', () => {
    const own = { 'referrer-policy': 'origin', 'content-disposition': 'inline', 'cache-control': 'no-cache' }
    expect(complete({ own: { ...own, 'content-type': 'image/png', 'x-content-type-options': 'sniff' } })).toEqual({
      ...own,
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    })
  })

  it.each(['public, max-age=0', 'public,max-age=0', ''])(
    'do not take for the handler what static middleware sets by itself: %j',
    (cache) => {
      expect(complete({ own: { 'cache-control': cache } })['cache-control']).toBe('private, max-age=3600')
      expect(complete({ own: { 'cache-control': cache }, status: 404 })['cache-control']).toBe('no-store')
    },
  )

  it('keep no age of the handler beyond the life of the link', () => {
    const age = (own: string, now = NOW) => complete({ own: { 'cache-control': own }, now })['cache-control']
    expect(age('public, max-age=9000')).toBe('public, max-age=3600')
    expect(age('public')).toBe('public, max-age=3600')
    expect(age('max-age=60')).toBe('max-age=60')
    expect(age('max-age=60', NOW + 3_590_000)).toBe('max-age=10')
  })

  it('limit what the handler says to shared caches', () => {
    const own = { 'CDN-Cache-Control': 'public, max-age=99999', 'Surrogate-Control': 'max-age=99999' }
    expect(complete({ own })).toMatchObject({
      'cdn-cache-control': 'public, max-age=3600',
      'surrogate-control': 'max-age=3600',
    })
    const personal = complete({ own, header: 'Authorization' })
    expect(personal).not.toHaveProperty('cdn-cache-control')
    expect(personal).not.toHaveProperty('surrogate-control')
  })

  it('leave an age of 0 to the handler', () => {
    expect(complete({ own: { 'cache-control': 'max-age=0' } })['cache-control']).toBe('max-age=0')
  })

  it('take the default that the guard was made with', () => {
    expect(complete({ fallback: 'no-store' })['cache-control']).toBe('no-store')
    expect(complete({ fallback: 'public, max-age=9000' })['cache-control']).toBe('public, max-age=3600')
    const response = { cacheControl: 'max-age=5' }
    expect(complete({ fallback: 'no-store', response })['cache-control']).toBe('max-age=5')
  })

  it.each([
    [0, 3600],
    [1, 3599],
    [999, 3599],
    [1000, 3599],
    [3_599_000, 1],
    [3_599_001, 0],
    [3_599_999, 0],
    [3_600_001, 0], // another clock than that of the links
    [Number.POSITIVE_INFINITY, 0], // one that failed
  ])('have an age that is never beyond the life that remains: after %d ms', (after, age) => {
    expect(complete({ now: NOW + after })['cache-control']).toBe(`private, max-age=${age}`)
  })

  it('leave alone on 304 what the client has stored, but for its age', () => {
    const own = {
      'content-type': 'text/html',
      'content-disposition': 'inline',
      'content-language': 'fr',
      'content-encoding': 'gzip',
      'content-security-policy': 'script-src *',
      etag: '"1"',
    }
    expect(complete({ status: 304, own, response: { contentType: 'image/png', filename: 'a' } })).toEqual({
      ...ALWAYS,
      'cache-control': 'private, max-age=3600',
      etag: '"1"',
    })
  })
})

describe('an answer with several ranges', () => {
  it('keeps its type, without which its parts cannot be told apart, and is sandboxed by it', () => {
    const own = { 'content-type': 'multipart/byteranges; boundary=B' }
    const response = { contentType: 'application/pdf', disposition: 'inline' } as const
    expect(complete({ own, response, status: 206 })).toMatchObject({ ...own, 'content-security-policy': SANDBOX })
    expect(complete({ own, response, status: 200 })).toMatchObject({ 'content-type': 'application/pdf' })
  })
})

describe('the header by which nginx caches', () => {
  it('is removed, since nginx obeys it before Cache-Control', () => {
    expect(complete({ own: { 'x-accel-expires': '86400' } })).not.toHaveProperty('x-accel-expires')
  })
})

describe('the sandbox', () => {
  const policyOf = (type: string | undefined, disposition = 'inline', own = {}) => {
    const set = { ...own, ...(type !== undefined && { 'content-type': type }), 'content-disposition': disposition }
    return complete({ own: set })['content-security-policy']
  }

  it.each([
    'text/html',
    'TEXT/HTML; charset=utf-8',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'application/xml;a=b',
    'application/atom+xml; type=entry',
    'text/xsl',
    'multipart/x-mixed-replace; boundary=a',
    'text/css',
    'application/json',
    'image/svg',
    'video/x+xml',
    'a/b',
    'text/htmlx',
    'ximage/png',
    'text/html;a="image/png"',
    'image/png, text/html',
    'image/png; text/html',
    'image',
    undefined,
  ])('is around whatever might run when it is shown: %s', (type) => {
    expect(policyOf(type)).toBe(SANDBOX)
    for (const disposition of ['INLINE; filename=a', 'attachmentx', 'attachment, inline', 'form-data'])
      expect(policyOf(type, disposition)).toBe(SANDBOX)
    for (const disposition of ['attachment', 'Attachment; filename=a', 'attachment ;a=b'])
      expect(policyOf(type, disposition)).toBeUndefined()
  })

  it.each([
    'image/png',
    'application/pdf',
    'text/plain',
    'IMAGE/JPEG',
    'audio/mpeg',
    'video/mp4; codecs="avc1.4d002a"',
    'text/plain;a="text/html"',
    'text/plain;a="+xml"',
  ])('is not around what runs nothing: %s', (type) => {
    expect(policyOf(type)).toBeUndefined()
  })

  it("is added to the handler's policy, of which browsers enforce both", () => {
    const own = { 'content-security-policy': 'script-src *' }
    expect(policyOf('text/html', 'inline', own)).toBe(`script-src *, ${SANDBOX}`)
    expect(policyOf('image/png', 'inline', own)).toBe('script-src *')
  })

  it('goes by the type that is sent: the signed one before that of the handler', () => {
    const own = { 'content-type': 'text/html' }
    const shown = { disposition: 'inline' } as const
    expect(complete({ own, response: shown })['content-security-policy']).toBe(SANDBOX)
    const png = complete({ own, response: { ...shown, contentType: 'image/png' } })
    expect([png['content-type'], png['content-security-policy']]).toEqual(['image/png', undefined])
    const svg = complete({ own: { 'content-type': 'image/png' }, response: { ...shown, contentType: 'image/svg+xml' } })
    expect([svg['content-type'], svg['content-security-policy']]).toEqual(['image/svg+xml', SANDBOX])
  })
})

describe('the headers of everything else', () => {
  const response = { filename: 'a.txt', contentType: 'text/html', cacheControl: 'max-age=60' }

  it.each([201, 204, 301, 302, 307, 400, 404, 410, 416, 429, 500, 503])('describe no file: %i', (status) => {
    expect(complete({ status, response })).toEqual(OTHER)
  })

  it.each(['list', 'write', 'create', 'delete'])('describe no file: the permission %s', (perm) => {
    for (const method of ['GET', 'HEAD', 'PUT']) expect(complete({ method, perm, response })).toEqual(OTHER)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('describe no file: the method %s', (method) => {
    expect(complete({ method, perm: 'annotate', response })).toEqual(OTHER)
  })

  it('are those of the handler', () => {
    const own = { 'cache-control': 'public, max-age=60', 'content-type': 'text/html', 'content-disposition': 'inline' }
    expect(complete({ status: 404, own })).toEqual({ ...OTHER, ...own })
    expect(complete({ status: 302, own: { 'cache-control': 'max-age=9000' } })['cache-control']).toBe('max-age=3600')
  })
})

describe('an answer for one client', () => {
  const response = { cacheControl: 'public, s-maxage=60' }
  const bound = links.verify(links.sign('f', 'read', 3600, { boundTo: 'u' }), { boundTo: 'u' })
  const personal: [string, Case][] = [
    ['Authorization', { header: 'Authorization' }],
    ['Cookie', { header: 'Cookie' }],
    ['bound', { grant: bound }],
    ['addresses', { isAddressed: true }],
  ]

  it.each(personal)('is kept by no shared cache: %s', (_, more) => {
    const cache = (rest: Case) => complete({ ...more, ...rest })['cache-control']
    const signed = 'grant' in more ? {} : { response }
    expect(cache(signed)).toBe('private, max-age=3600')
    expect(cache({ own: { 'cache-control': 'public, s-maxage=60' } })).toBe('private, max-age=3600')
    expect(cache({ status: 404, own: { 'cache-control': 'public, max-age=60' } })).toBe('private, max-age=60')
    expect(cache({ status: 404 })).toBe('no-store')
    expect(cache({ fallback: 'public' })).toBe('private, max-age=3600')
  })

  it('is one whose Vary says so, such as that of another guard', () => {
    const signed = { response: { cacheControl: 'public, max-age=60' } }
    for (const vary of ['Cookie', 'Origin, authorization'])
      expect(complete({ ...signed, own: { vary } })['cache-control']).toBe('private, max-age=60')
    expect(complete({ ...signed, own: { vary: 'Origin, X-Cookie-Free' } })['cache-control']).toBe('private, max-age=60')
    expect(complete({ ...signed, own: { vary: 'Origin' } })['cache-control']).toBe('public, max-age=60')
  })

  it('names the header that held the link in Vary, whatever the answer', () => {
    for (const status of [200, 304, 302, 404, 500]) {
      expect(complete({ status, header: 'Cookie' }).vary).toBe('Cookie')
      expect(complete({ status, header: 'Authorization', own: { vary: 'Origin' } }).vary).toBe('Origin, Authorization')
      expect(complete({ status })).not.toHaveProperty('vary')
    }
  })
})

it('reads nothing from a polluted prototype', () => {
  const rest = { method: 'GET', perm: 'read', header: undefined, isAddressed: false, cookie: undefined } as const
  const grants = [grantFor(), grantFor({ contentType: 'a/b' })]
  const gadgets = { response: { disposition: 'inline' }, disposition: 'inline', filename: 'x', cacheControl: 'public' }
  Object.assign(Object.prototype, gadgets)
  const sent = grants.map((grant) => {
    const headers = new Headers()
    completeHeaders({ ...rest, grant }, 'private', NOW, 200, headers)
    return [...headers]
  })
  for (const name in gadgets) delete (Object.prototype as Record<string, unknown>)[name]
  expect(sent.map(Object.fromEntries)).toEqual([FILE, { ...FILE, 'content-type': 'a/b' }])
})

describe('an answer to a managed link', () => {
  const managed = { ...grantFor(), linkId: 'x' }
  const own = {
    'cache-control': 'public, max-age=60',
    'cdn-cache-control': 'max-age=60',
    'surrogate-control': 'max-age=60',
  }
  const forCdns = ['cdn-cache-control', 'surrogate-control']

  it.each([200, 206, 304, 302, 404])('is kept by no cache that does not ask: %i', (status) => {
    const headers = complete({ grant: managed, status, own })
    expect(headers['cache-control']).toBe('private, no-cache')
    for (const name of forCdns) expect(headers).not.toHaveProperty(name)
    expect(complete({ grant: managed, status })['cache-control']).toBe(
      status < 301 || status === 304 ? 'private, no-cache' : 'no-store',
    )
  })

  it('is kept as long as its signer allows, but not in caches of which the signer says nothing', () => {
    const grant = { ...grantFor({ cacheControl: 'public, max-age=9' }), linkId: 'x' }
    const headers = complete({ grant, own })
    expect(headers['cache-control']).toBe('public, max-age=9')
    for (const name of forCdns) expect(headers).not.toHaveProperty(name)
  })

  it.each([200, 206, 304, 302, 404, 500])('that is counted is never stored, whoever says otherwise: %i', (status) => {
    const uses = { used: 1, max: 1, claimed: true }
    const grant = { ...grantFor({ cacheControl: 'public, max-age=9' }), linkId: 'x', uses }
    const headers = complete({ grant, own, status })
    expect(headers['cache-control']).toBe('private, no-store')
    for (const name of forCdns) expect(headers).not.toHaveProperty(name)
  })

  it('adds its cookie to those of the handler, whatever the status', () => {
    for (const status of [200, 302, 500]) {
      const headers = headersOf({ cookie: 'daypass-x=y', own: { 'set-cookie': 'a=b' }, status })
      expect(headers.getSetCookie()).toEqual(['a=b', 'daypass-x=y'])
    }
  })
})

describe('an answer about a counted link', () => {
  const counted = (claimed: boolean) => ({ ...grantFor(), linkId: 'x', uses: { used: 0, max: 1, claimed } })

  it('is kept by no cache, whatever the handler says to some', () => {
    const own = { 'x-accel-expires': '3600', expires: 'Fri, 01 Jan 2099 00:00:00 GMT', 'edge-control': 'max-age=3600' }
    const headers = complete({ grant: counted(true), own })
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store' })
    for (const name of Object.keys(own)) expect(headers).not.toHaveProperty(name)
  })

  it('leads a HEAD, which uses nothing up, to no other place that has the file', () => {
    const own = {
      location: 'https://bucket.example/x?signature=abc',
      link: '<https://bucket.example/x>; rel=alternate',
    }
    const leads = (method: string, claimed: boolean) =>
      'location' in complete({ grant: counted(claimed), own, method, status: 302 })
    expect([leads('HEAD', false), leads('HEAD', true), leads('GET', true)]).toEqual([false, true, true])
    expect(complete({ grant: counted(false), own, method: 'HEAD' })).not.toHaveProperty('link')
  })
})
