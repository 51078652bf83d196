import type { ResponseHeaders } from 'daypass'
import { describe, expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { ask } from './conversation.ts'
import { NOW, type Stage } from './scene.ts'

const links = linksAt(NOW)
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
const ATTACHMENT = 'attachment; filename="q3.html"'
const INLINE = { disposition: 'inline' } as const
const ALL: ResponseHeaders = {
  disposition: 'inline',
  filename: 'signed.png',
  contentType: 'image/png',
  contentLanguage: 'de',
  cacheControl: 'max-age=30',
}

interface Expected {
  readonly status?: number
  readonly cache: string
  readonly disposition?: string
  readonly type?: string | RegExp
  readonly policy?: string
  readonly language?: string
}

const HTML = /^text\/html/i
const FILE: Expected = { cache: 'private, max-age=60', disposition: ATTACHMENT, type: HTML }
const OTHER: Expected = { cache: 'no-store' }
const OWN = 'inline; filename="own.html"'

/** Which headers go out with which kind of answer: name, route, what the link signs, what is expected. */
const TABLE: readonly (readonly [string, string, ResponseHeaders | undefined, Expected])[] = [
  ['a file that is sent', 'sent', undefined, FILE],
  ['a file that is streamed', 'streamed', undefined, FILE],
  ['a file sent around the framework', 'raw', undefined, FILE],
  ['a part of a file', 'part', undefined, { ...FILE, status: 206 }],
  ['a file under a custom permission', 'annotate-sent', undefined, FILE],
  ['a file from static middleware', 'static', undefined, FILE],
  ['a file on a guard with another default', 'never-stored', undefined, { ...FILE, cache: 'no-store' }],
  ['a file with signed headers', 'sent', ALL, { ...SIGNED(), cache: 'max-age=30' }],
  [
    'a file with signed headers on a guard with another default',
    'never-stored',
    ALL,
    { ...SIGNED(), cache: 'max-age=30' },
  ],
  [
    'signed headers against those of the handler',
    'owned',
    ALL,
    { ...SIGNED(), cache: 'max-age=30', policy: 'script-src *' },
  ],
  [
    "the handler's headers against the defaults",
    'owned',
    undefined,
    { cache: 'public, max-age=60', disposition: OWN, type: HTML, policy: `script-src *, ${SANDBOX}` },
  ],
  [
    'a signed disposition beside the name of the handler',
    'owned',
    { disposition: 'attachment' },
    { cache: 'public, max-age=60', disposition: 'attachment; filename="own.html"', type: HTML, policy: 'script-src *' },
  ],
  [
    'a signed name beside the disposition of the handler',
    'owned',
    { filename: 'a.html' },
    {
      cache: 'public, max-age=60',
      disposition: 'inline; filename="a.html"',
      type: HTML,
      policy: `script-src *, ${SANDBOX}`,
    },
  ],
  ['a document that is shown', 'sent', INLINE, { ...FILE, disposition: 'inline; filename="q3.html"', policy: SANDBOX }],
  ['a film that is shown', 'film', INLINE, { ...FILE, disposition: 'inline; filename="q3.html"', type: 'video/webm' }],
  [
    'a document shown for a picture',
    'sent',
    { ...INLINE, contentType: 'image/svg+xml' },
    { ...FILE, disposition: 'inline; filename="q3.html"', type: 'image/svg+xml', policy: SANDBOX },
  ],
  ['a file that has not changed', 'unchanged', ALL, { status: 304, cache: 'max-age=30' }],
  ['a listing', 'list-sent', undefined, { ...OTHER, type: HTML }],
  ['a listing with signed headers', 'list-sent', ALL, { ...OTHER, type: HTML }],
  ['no file', 'missing', ALL, { ...OTHER, status: 404 }],
  ['an error', 'failed', ALL, { ...OTHER, status: 500 }],
  ['an error with a status', 'busy', ALL, { ...OTHER, status: 503 }],
  ['a client that asks too often', 'limited', ALL, { ...OTHER, status: 429, type: HTML }],
  ['a redirect', 'moved', ALL, { ...OTHER, status: 302 }],
  ['a redirect that the handler lets be kept', 'kept', undefined, { status: 302, cache: 'public, max-age=60' }],
  ['nothing', 'empty', ALL, { ...OTHER, status: 204 }],
]

function SIGNED(): Omit<Expected, 'cache'> {
  return { disposition: 'inline; filename="signed.png"', type: 'image/png', language: 'de' }
}

/** Every kind of answer to an allowed request, and the headers that every adapter sends with it. */
export function answers(stage: () => Stage): void {
  const get = (route: string, token: string) => ask(stage().port, `/${route}/q3.html?token=${token}`)

  it.each(TABLE)('%s', async (_, route, response, expected) => {
    const perm = (['list', 'annotate'] as const).find((name) => route.startsWith(name)) ?? 'read'
    // A link to list has no headers of its own, unless it may read too.
    const perms: ('list' | 'read' | 'annotate')[] = perm === 'list' ? ['list', 'read'] : [perm]
    const answer = await get(route, links.sign('q3.html', perms, 60, response && { response }))
    const { headers } = answer
    const { status = 200, cache, disposition, type, policy, language } = expected
    expect(answer.status).toBe(status)
    expect(headers['cache-control'] ?? 'no-store').toBe(cache)
    expect(headers['content-disposition']).toBe(disposition)
    if (type !== undefined) expect(headers['content-type']).toMatch(type)
    expect(headers['content-language']).toBe(language)
    // Express and Koa have one of their own for errors.
    if (status < 400) expect(headers['content-security-policy']).toBe(policy)
    if (route !== 'failed' && route !== 'busy') {
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    }
  })

  describe('to a link for one client', () => {
    it.each([
      ['bound-owned', 'private, max-age=60'],
      ['bound-kept', 'private, max-age=60'],
    ])('%s', async (route, cache) => {
      const { headers } = await get(route, links.sign('q3.html', 'read', 60, { boundTo: 'u' }))
      expect(headers['cache-control']).toBe(cache)
    })

    it.each([
      ['owned', 'private, max-age=60'],
      ['moved', 'no-store'],
    ])('%s, with the link in a header', async (route, cache) => {
      const Authorization = `Bearer ${links.sign('q3.html', 'read', 60)}`
      const { headers } = await ask(stage().port, `/${route}/q3.html`, { headers: { Authorization } })
      expect(headers['cache-control']).toBe(cache)
      expect(headers.vary).toMatch(/\bAuthorization\b/)
    })

    it('owned, for some addresses', async () => {
      const { headers } = await get('owned', links.sign('q3.html', 'read', 60, { addresses: ['127.0.0.1'] }))
      expect(headers['cache-control']).toBe('private, max-age=60')
    })
  })
}
