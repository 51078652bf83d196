import { describe, expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { type Answer, ask, type Question } from './conversation.ts'
import { FILE, NOW, OWN, type Stage } from './scene.ts'

const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

const links = linksAt(NOW)
const token = links.sign('file.txt', 'read', 60)
const path = `/files/file.txt?token=${token}`
const signed = (response: object, route = 'files'): string =>
  `/${route}/file.txt?token=${links.sign('file.txt', 'read', 60, { response })}`

/** Downloads that every adapter lets pass, and the headers that it puts on them. */
export function downloads(stage: () => Stage): void {
  const get = (target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    ask(stage().port, target, { method, headers })

  it('runs the handler once, with the grant', async () => {
    const answer = await get(path)
    expect([answer.status, answer.body]).toEqual([200, FILE])
    expect(stage().runs()).toEqual([
      { ...links.verify(token), fileId: 'file.txt', perms: ['read'], keyId: 'k', usedPerm: 'read' },
    ])
  })

  it.each<[string, Question & { readonly target: string }]>([
    ['POST', { method: 'POST', body: 'x', target: `/files/a?token=${links.sign('a', 'create', 60)}` }],
    ['PATCH', { method: 'PATCH', body: 'x', target: `/files/a?token=${links.sign('a', 'write', 60)}` }],
    ['DELETE', { method: 'DELETE', target: `/files/a?token=${links.sign('a', 'delete', 60)}` }],
    ['POST', { method: 'POST', body: 'x', target: `/annotate/a?token=${links.sign('a', 'annotate', 60)}` }],
  ])('runs the handler of %s once', async (method, { target, ...question }) => {
    const answer = await ask(stage().port, target, question)
    expect([answer.status, answer.body]).toEqual([200, `${method} a`])
    expect(stage().runs().length).toBe(1)
  })

  describe('has the headers', () => {
    const usual = {
      'cache-control': 'private, max-age=60',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment; filename="file.txt"',
    }

    it('of any download', async () => {
      const { headers } = await get(path)
      expect(headers).toMatchObject(usual)
      expect(headers).not.toHaveProperty('content-security-policy')
    })

    it('that the link says', async () => {
      const response = { filename: 'Bericht ä.dcm', contentType: 'application/dicom', contentLanguage: 'de' }
      expect((await get(signed({ ...response, cacheControl: 'public, max-age=600' }))).headers).toMatchObject({
        ...usual,
        'cache-control': 'public, max-age=60',
        'content-disposition': `attachment; filename="Bericht _.dcm"; filename*=UTF-8''Bericht%20%C3%A4.dcm`,
        'content-type': 'application/dicom',
        'content-language': 'de',
      })
    })

    it('that let no shared cache answer others, if the URL alone does not permit it', async () => {
      const response = { cacheControl: 'public, s-maxage=600, max-age=600' }
      const Authorization = `Bearer ${links.sign('file.txt', 'read', 60, { response })}`
      const { status, headers } = await get('/files/file.txt', { Authorization })
      expect([status, headers['cache-control']]).toEqual([200, 'private, max-age=60'])
      expect(headers.vary).toMatch(/\bAuthorization\b/)
    })

    it('that keep an active document from running', async () => {
      const svg = { disposition: 'inline', contentType: 'image/svg+xml' }
      expect((await get(signed(svg))).headers).toMatchObject({
        'content-disposition': 'inline; filename="file.txt"',
        'content-security-policy': SANDBOX,
      })
      const png = { disposition: 'inline', contentType: 'image/png' }
      expect((await get(signed(png))).headers).not.toHaveProperty('content-security-policy')
    })

    it('that the handler prefers', async () => {
      const { headers } = await get(`/overriding/file.txt?token=${token}`)
      expect(headers).toMatchObject({
        'cache-control': OWN['Cache-Control'],
        'referrer-policy': OWN['Referrer-Policy'],
        'content-disposition': 'attachment; filename="file.txt"',
      })
    })

    it('of a change, which nothing keeps', async () => {
      const target = `/files/a?token=${links.sign('a', 'delete', 60)}`
      const { headers } = await ask(stage().port, target, { method: 'DELETE' })
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      expect(headers).not.toHaveProperty('content-disposition')
    })
  })

  it('answers HEAD as GET, without the body', async () => {
    const target = signed({ contentType: 'application/dicom' })
    const [whole, head] = [await get(target), await get(target, {}, 'HEAD')]
    expect([head.status, head.body]).toEqual([200, ''])
    const { date: _, 'transfer-encoding': __, ...expected } = whole.headers
    expect(head.headers).toMatchObject(expected)
    expect(head.headers['content-length']).toBe(String(FILE.length))
    expect(stage().runs().length).toBe(2)
  })

  it.each([
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('answers Range: %s', async (range, body, contentRange) => {
    const answer = await get(path, { Range: range })
    expect([answer.status, answer.body]).toEqual([206, body])
    expect(answer.headers).toMatchObject({ 'content-range': contentRange, 'cache-control': 'private, max-age=60' })
  })

  it('answers a range beyond the end by 416', async () => {
    const answer = await get(path, { Range: 'bytes=10-' })
    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */10'])
  })

  it('answers conditions by 304, with how long it may be kept', async () => {
    const { etag = '', 'last-modified': modified = '' } = (await get(path)).headers
    for (const headers of [{ 'If-None-Match': etag }, { 'If-Modified-Since': modified }] as Record<string, string>[]) {
      const answer = await get(path, headers)
      expect([answer.status, answer.body]).toEqual([304, ''])
      expect(answer.headers).toMatchObject({ etag, 'cache-control': 'private, max-age=60' })
    }
    expect((await get(path, { 'If-None-Match': '"another"' })).status).toBe(200)
  })

  it('resumes only what is still the same', async () => {
    const { 'last-modified': modified = '' } = (await get(path)).headers
    expect((await get(path, { Range: 'bytes=4-', 'If-Range': modified })).status).toBe(206)
    expect((await get(path, { Range: 'bytes=4-', 'If-Range': '"another"' })).status).toBe(200)
  })

  it('has no file if there is none', async () => {
    const answer = await get(`/files/none.txt?token=${links.sign('none.txt', 'read', 60)}`)
    expect(answer.status).toBe(404)
    expect(answer.headers['cache-control'] ?? 'no-store').toBe('no-store')
  })
}
