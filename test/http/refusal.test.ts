import { describe, expect, it } from 'vitest'
import { headersOf, publicCode, type RefusalCause, readStatuses } from '../../src/http/refusal.ts'
import { NOW } from '../support/fixtures.ts'

describe('the status of a refusal', () => {
  it('is as the table says', () => {
    expect(readStatuses({})).toEqual({
      'link-required': 401,
      'bad-request': 400,
      'invalid-link': 403,
      'binding-required': 403,
      'too-long-lived': 403,
      'wrong-file': 403,
      'permission-denied': 403,
      'wrong-address': 403,
      'https-required': 403,
      'not-yet-valid': 403,
      expired: 410,
      'length-required': 411,
      'upload-too-large': 413,
      'upload-wrong-type': 415,
      'upload-too-small': 400,
      'method-not-allowed': 405,
      unavailable: 503,
    })
  })

  it('can be another for some', () => {
    expect(readStatuses({ expired: 404 })).toEqual({ ...readStatuses({}), expired: 404 })
  })

  it('can be one for all but the failure of the hook', () => {
    const { unavailable, ...others } = readStatuses(404)
    expect(unavailable).toBe(503)
    expect(new Set(Object.values(others))).toEqual(new Set([404]))
  })

  it('is any of an error', () => {
    expect([readStatuses(400).expired, readStatuses({ expired: 599 }).expired]).toEqual([400, 599])
  })

  it('is checked', () => {
    for (const value of [
      null,
      'x',
      undefined,
      { expird: 404 },
      { constructor: 404 },
      { expired: '404' },
      { expired: undefined },
    ]) {
      expect(() => readStatuses(value), JSON.stringify(value)).toThrow(TypeError)
    }
    for (const value of [200, 399, 600, 404.5, Number.NaN, { expired: 302 }]) {
      expect(() => readStatuses(value), JSON.stringify(value)).toThrow(RangeError)
    }
  })
})

describe('publicCode', () => {
  it('makes one of the three causes that help who is guessing', () => {
    const causes: RefusalCause[] = ['malformed', 'unknown-key', 'bad-signature']
    expect(causes.map(publicCode)).toEqual(['invalid-link', 'invalid-link', 'invalid-link'])
    expect(publicCode('expired')).toBe('expired')
  })
})

describe('headersOf', () => {
  const refused = (notBefore: Date) => ({ notBefore }) as never
  const retryAfter = (milliseconds: number): string | undefined =>
    headersOf('not-yet-valid', 403, '', refused(new Date(NOW + milliseconds)), NOW)['Retry-After']

  it('says when to come back, in whole seconds rounded up', () => {
    expect([60_000, 59_001, 1, 0, -5].map(retryAfter)).toEqual(['60', '60', '1', '1', '1'])
    expect(headersOf('not-yet-valid', 403, '', undefined, NOW)).toEqual({})
  })

  it('goes by the status where a status demands a header', () => {
    expect(headersOf('link-required', 401, 'GET', undefined, NOW)).toEqual({ 'WWW-Authenticate': 'Bearer' })
    expect(headersOf('link-required', 404, 'GET', undefined, NOW)).toEqual({})
    expect(headersOf('method-not-allowed', 405, 'GET', undefined, NOW)).toEqual({ Allow: 'GET' })
    expect(headersOf('expired', 410, 'GET', refused(new Date(NOW)), NOW)).toEqual({})
  })
})
