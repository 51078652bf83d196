import { createLinks } from 'daypass'
import { describe, expect, it } from 'vitest'
import { linksAt, SECRET } from '../support/fixtures.ts'
import { type Answer, ask, type Question } from './conversation.ts'
import { NOW, type Stage } from './scene.ts'

type Case = [code: string, status: number, path: string, question?: Question]

const links = linksAt(NOW)
const good = links.sign('file.txt', 'read', 60)
const put = (headers: Record<string, string>, body: string): Question => ({ method: 'PUT', headers, body })
const limited = links.sign('new', 'write', 60, {
  upload: { minBytes: 2, maxBytes: 4, contentTypes: ['text/plain'] },
})
const text = { 'Content-Type': 'text/plain' }
const png = { 'Content-Type': 'image/png' }
const creating = `/create/new?token=${links.sign('new', 'create', 60, {
  upload: { maxBytes: 4, contentTypes: ['text/plain'] },
})}`
const longLived = createLinks({ keys: [{ id: 'k', secret: SECRET }], maxTtl: '30d', clock: () => NOW })
const with_ = (token: string): string => `/files/file.txt?token=${token}`

const INVALID: readonly Case[] = [
  ['invalid-link', 403, with_('nothing-like-a-link')],
  ['invalid-link', 403, with_(`1.other${good.slice(3)}`)],
  ['invalid-link', 403, with_(good.slice(0, -43) + 'A'.repeat(43))],
  ['invalid-link', 403, `/bound/file.txt?token=${links.sign('file.txt', 'read', 60, { boundTo: 'ann' })}`, user('bob')],
]

const CASES: readonly Case[] = [
  ['link-required', 401, '/files/file.txt'],
  ['bad-request', 400, `${with_(good)}&token=${good}`],
  ...INVALID,
  ['binding-required', 403, with_(links.sign('file.txt', 'read', 60, { boundTo: 'ann' }))],
  ['too-long-lived', 403, with_(longLived.sign('file.txt', 'read', '20d'))],
  ['wrong-file', 403, with_(links.sign('other.txt', 'read', 60))],
  ['permission-denied', 403, with_(links.sign('file.txt', 'write', 60))],
  ['permission-denied', 403, with_(good), { method: 'DELETE' }],
  ['permission-denied', 403, `/annotate/file.txt?token=${good}`, { method: 'POST', body: 'x' }],
  ['wrong-address', 403, with_(links.sign('file.txt', 'read', 60, { addresses: ['192.0.2.0/24'] }))],
  ['https-required', 403, with_(links.sign('file.txt', 'read', 60, { httpsOnly: true }))],
  ['not-yet-valid', 403, with_(links.sign('file.txt', 'read', 60, { notBefore: new Date(NOW + 30_000) }))],
  ['expired', 410, with_(linksAt(NOW - 60_000).sign('file.txt', 'read', 60))],
  ['upload-too-large', 413, `/files/new?token=${limited}`, put(text, '12345')],
  ['upload-wrong-type', 415, `/files/new?token=${limited}`, put(png, '123')],
  // Two types, of which readers choose different ones, and what is none.
  ['upload-wrong-type', 415, `/files/new?token=${limited}`, put({ 'Content-Type': 'text/plain, image/png' }, '123')],
  ['upload-wrong-type', 415, `/files/new?token=${limited}`, put({ 'Content-Type': 'text/plain; charset="' }, '123')],
  ['upload-wrong-type', 415, `/files/new?token=${limited}`, put({ 'Content-Type': 'text/plain text/html' }, '123')],
  [
    'upload-wrong-type',
    415,
    `/files/new?token=${limited}`,
    { method: 'PUT', headers: { 'Content-Type': ['text/plain', 'image/png'] }, body: '123' },
  ],
  [
    'upload-wrong-type',
    415,
    `/files/new?token=${limited}`,
    { method: 'PUT', headers: { 'Content-Type': ['text/plain', 'text/plain'] }, body: '123' },
  ],
  // An explicit permission says what the handler does, whatever the method.
  ['upload-too-large', 413, creating, { method: 'GET', headers: text, body: '12345' }],
  ['upload-wrong-type', 415, creating, { method: 'GET', headers: png, body: '123' }],
  ['upload-too-large', 413, creating, { method: 'DELETE', headers: text, body: '12345' }],
  ['upload-wrong-type', 415, creating, { method: 'DELETE', headers: png, body: '123' }],
  ['upload-too-small', 400, `/files/new?token=${limited}`, put(text, '1')],
  ['method-not-allowed', 405, with_(good), { method: 'OPTIONS' }],
  ['method-not-allowed', 405, `/read/file.txt?token=${good}`, { method: 'PUT', body: 'x' }],
  ['unavailable', 503, `/audited/file.txt?token=${good}`, { headers: { 'X-Hook': 'fails' } }],
]

const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'link-required': { 'www-authenticate': 'Bearer' },
  'not-yet-valid': { 'retry-after': '30' },
}

/** What every adapter answers if it refuses. */
export function refusals(stage: () => Stage): void {
  it.each<Case>(CASES)('refuses as %s, %i', async (code, status, path, question) => {
    const answer = await ask(stage().port, path, question)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual({ title: expect.any(String), status, detail: expect.any(String), code })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      ...HEADERS[code],
    })
    expect(answer.headers.vary).toContain('Accept')
    for (const name of ['content-disposition', 'etag', 'last-modified']) expect(answer.headers).not.toHaveProperty(name)
    expect(stage().runs()).toEqual([])
  })

  it.each<Case>(CASES)(
    'refuses with a page if the client prefers one: %s, %i',
    async (_code, status, path, question) => {
      const headers = { ...question?.headers, Accept: 'text/html,*/*;q=0.8' }
      const answer = await ask(stage().port, path, { ...question, headers })
      expect(answer.status).toBe(status)
      expect(answer.headers).toMatchObject({
        'content-type': expect.stringMatching(/^text\/html; ?charset=utf-8$/i),
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      })
      expect(answer.body).toMatch(/<h1>.+<\/h1>\n<p>.+<\/p>/)
      expect(stage().runs()).toEqual([])
    },
  )

  it('answers alike to all that no key has signed', async () => {
    const answers = await Promise.all(INVALID.map(([, , path, question]) => ask(stage().port, path, question)))
    const alike = answers.map((answer): Answer => ({ ...answer, headers: { ...answer.headers, date: '' } }))
    expect(alike).toEqual(alike.map(() => alike[0]))
  })

  it('names the methods that are allowed', async () => {
    const allow = async (path: string): Promise<string | undefined> =>
      (await ask(stage().port, path, { method: 'OPTIONS' })).headers.allow
    expect(await allow(with_(good))).toBe('GET, HEAD, PUT, POST, PATCH, DELETE')
    expect(await allow(`/read/file.txt?token=${good}`)).toBe('GET, HEAD')
  })

  it('says as much to HEAD, without a body', async () => {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => ask(stage().port, with_('nothing-like-a-link'), { method })),
    )
    const { date: _, 'content-length': length, ...expected } = get?.headers ?? {}
    expect([head?.status, head?.body]).toEqual([403, ''])
    expect(head?.headers).toMatchObject(expected)
    expect([length, undefined]).toContain(head?.headers['content-length']) // may be left out (RFC 9110, section 8.6)
  })

  it('has the statuses of the option', async () => {
    expect((await ask(stage().port, '/hidden/file.txt')).status).toBe(404)
    expect((await ask(stage().port, '/hidden/file.txt?token=x')).status).toBe(404)
    expect((await ask(stage().port, `/hidden/file.txt?token=${good}`)).status).toBe(200)
  })

  describe('onDecision', () => {
    const path = `/audited/file.txt?token=${links.sign('file.txt', 'read', 60, { ref: 'r1' })}`

    it('learns of a success before the handler runs', async () => {
      stage().decisions()
      expect((await ask(stage().port, path)).status).toBe(200)
      expect(stage().decisions()).toEqual([
        { outcome: 'allowed', keyId: 'k', olderKey: false, ref: 'r1', fileId: 'file.txt', perm: 'read', method: 'GET' },
      ])
    })

    it('stops the handler if it fails', async () => {
      stage().runs()
      const answer = await ask(stage().port, path, { headers: { 'X-Hook': 'fails' } })
      expect([answer.status, JSON.parse(answer.body).code, stage().runs()]).toEqual([503, 'unavailable', []])
    })

    it('changes no refusal if it fails, and learns the true cause', async () => {
      stage().decisions()
      const answer = await ask(stage().port, '/audited/file.txt?token=x', { headers: { 'X-Hook': 'fails' } })
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([403, 'invalid-link'])
      expect(stage().decisions()).toEqual([expect.objectContaining({ outcome: 'refused', code: 'malformed' })])
    })
  })

  it.each(['throws', 'rejects', 'undefined'])('runs no handler if fileId fails: %s', async (id) => {
    const answer = await ask(stage().port, `/throwing/${id}?token=${good}`)
    expect(answer.status).toBe(500)
    expect(answer.headers['cache-control'] ?? 'no-store').toBe('no-store')
    expect(stage().runs()).toEqual([])
  })

  it('says nothing of the file if its handler fails', async () => {
    const signed = {
      filename: 'a.bin',
      contentEncoding: 'gzip',
      contentLanguage: 'en',
      cacheControl: 'public',
    } as const
    const token = links.sign('file.txt', 'read', 60, { response: { ...signed, disposition: 'inline' } })
    const answer = await ask(stage().port, `/failing/file.txt?token=${token}`)
    expect(answer.status).toBe(500)
    expect(answer.headers['cache-control'] ?? 'no-store').toBe('no-store')
    for (const name of ['content-disposition', 'content-encoding', 'content-language'])
      expect(answer.headers).not.toHaveProperty(name)
    expect(stage().runs().length).toBe(1)
  })
}

function user(name: string): Question {
  return { headers: { 'X-User': name } }
}
