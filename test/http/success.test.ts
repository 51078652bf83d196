import type { Grant, ResponseHeaders } from 'daypass'
import { describe, expect, it } from 'vitest'
import { type Success, successHeaders } from '../../src/http/success.ts'
import { linksAt, NOW } from '../support/fixtures.ts'

const links = linksAt()
const SANDBOX = "sandbox; default-src 'none'"

function grantFor(response?: ResponseHeaders, seconds = 3600): Grant {
  const perms = ['read', 'list', 'annotate', 'write'] as const
  return links.verify(links.sign('f', perms, seconds, response && { response }))
}

const success = (grant: Grant, method: string, perm: string, more: Partial<Success> = {}): Success => {
  return { grant, method, perm, header: undefined, isAddressed: false, ...more }
}
const get = (response?: ResponseHeaders, now = NOW, more: Partial<Success> = {}) =>
  successHeaders(success(grantFor(response), 'GET', 'read', more), now)

describe('the headers of a download', () => {
  it('are these where the link says nothing', () => {
    expect(get()).toEqual({
      'Cache-Control': 'private, max-age=3600',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': 'attachment',
    })
    expect(successHeaders(success(grantFor(), 'HEAD', 'read'), NOW)).toEqual(get())
  })

  it('are these where the link says all', () => {
    const response = {
      filename: 'ü.txt',
      disposition: 'inline',
      contentType: 'text/plain; charset=utf-8',
      contentLanguage: 'de',
      contentEncoding: 'gzip',
      cacheControl: 'public, max-age=9000',
    } as const
    expect(get(response)).toEqual({
      'Cache-Control': 'public, max-age=3600',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': `inline; filename="_.txt"; filename*=UTF-8''%C3%BC.txt`,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Language': 'de',
      'Content-Encoding': 'gzip',
    })
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
  ])('have an age that is never beyond the life that remains: after %i ms', (after, age) => {
    expect(get(undefined, NOW + after)['Cache-Control']).toBe(`private, max-age=${age}`)
  })

  it('keep scripts from running where the link says inline', () => {
    const types = ['text/html', 'TEXT/HTML; charset=utf-8', 'image/svg+xml', 'application/xhtml+xml', 'text/xml']
    const more = ['application/xml;a=b', 'application/atom+xml; type=entry', 'text/xsl']
    const less = [
      'multipart/x-mixed-replace; boundary=a',
      'text/css',
      'application/json',
      'image/svg',
      'video/x+xml',
      'a/b',
    ]
    const likes = ['text/htmlx', 'ximage/png', 'text/html;a="image/png"']
    for (const contentType of [...types, ...more, ...less, ...likes]) {
      expect(get({ disposition: 'inline', contentType })['Content-Security-Policy'], contentType).toBe(SANDBOX)
      expect(get({ contentType })['Content-Security-Policy'], contentType).toBeUndefined()
    }
    for (const contentType of [
      'image/png',
      'application/pdf',
      'text/plain',
      'IMAGE/JPEG',
      'audio/mpeg',
      'video/mp4; codecs="avc1.4d002a"',
      'text/plain;a="text/html"',
      'text/plain;a="+xml"',
    ]) {
      expect(get({ disposition: 'inline', contentType })['Content-Security-Policy'], contentType).toBeUndefined()
    }
  })

  it('keep scripts from running where the handler will choose the type', () => {
    expect(get({ disposition: 'inline' })['Content-Security-Policy']).toBe(SANDBOX)
  })

  it.each(['Authorization', 'Cookie'] as const)('are for one client where the link came in %s', (header) => {
    const { 'Cache-Control': cache, Vary } = get({ cacheControl: 'public, max-age=60' }, NOW, { header })
    expect([cache, Vary]).toEqual(['private, max-age=60', header])
    expect(get(undefined, NOW, { header }).Vary).toBe(header)
  })

  it('are for one client where the link is for some alone', () => {
    const response = { cacheControl: 'public, s-maxage=60' }
    const bound = links.verify(links.sign('f', 'read', 3600, { response, boundTo: 'u' }), { boundTo: 'u' })
    const answers = [successHeaders(success(bound, 'GET', 'read'), NOW), get(response, NOW, { isAddressed: true })]
    for (const headers of answers) {
      expect(headers['Cache-Control']).toBe('private, max-age=3600')
      expect(headers).not.toHaveProperty('Vary')
    }
  })

  it('are those of list and of own permissions too', () => {
    for (const perm of ['list', 'annotate'])
      expect(successHeaders(success(grantFor(), 'GET', perm), NOW)).toEqual(get())
    const post = successHeaders(success(grantFor({ filename: 'a.txt' }), 'POST', 'annotate'), NOW)
    expect(post['Content-Disposition']).toBe('attachment; filename="a.txt"')
    expect(post['Cache-Control']).toBe('no-store')
    const signed = successHeaders(success(grantFor({ cacheControl: 'max-age=60' }), 'POST', 'annotate'), NOW)
    expect(signed['Cache-Control']).toBe('max-age=60')
  })
})

describe('the headers of a change', () => {
  it.each([
    ['PUT', 'write'],
    ['PUT', 'create'],
    ['DELETE', 'delete'],
  ])('are no download: %s with %s', (method, perm) => {
    expect(
      successHeaders(success(grantFor({ filename: 'a.txt', contentType: 'text/html' }), method, perm), NOW),
    ).toEqual({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    })
  })
})
