import { describe, expect, it } from 'vitest'
import { normalizeStatuses, publicCode, type RefusalCause, refusalHeaders } from '../../../src/http/refusal.ts'
import { NOW } from '../../support/fixtures.ts'

describe('the status of a refusal', () => {
  it('is as the table says', () => {
    expect(normalizeStatuses({})).toEqual({
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
      'state-required': 403,
      revoked: 410,
      'used-up': 410,
      'length-required': 411,
      'upload-too-large': 413,
      'upload-wrong-type': 415,
      'upload-too-small': 400,
      'method-not-allowed': 405,
      'confirmation-required': 428,
      unavailable: 503,
    })
  })

  it('can be another for some', () => {
    expect(normalizeStatuses({ expired: 404 })).toEqual({ ...normalizeStatuses({}), expired: 404 })
  })

  it('can be one for all that refuse the link', () => {
    const { unavailable, 'confirmation-required': confirmation, ...others } = normalizeStatuses(404)
    expect([unavailable, confirmation]).toEqual([503, 428])
    expect(new Set(Object.values(others))).toEqual(new Set([404]))
  })

  it('is any of an error', () => {
    expect([normalizeStatuses(400).expired, normalizeStatuses({ expired: 599 }).expired]).toEqual([400, 599])
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
      expect(() => normalizeStatuses(value), JSON.stringify(value)).toThrow(TypeError)
    }
    for (const value of [200, 399, 600, 404.5, Number.NaN, { expired: 302 }]) {
      expect(() => normalizeStatuses(value), JSON.stringify(value)).toThrow(RangeError)
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

describe('refusalHeaders', () => {
  const never = (): number => expect.unreachable('no other answer needs the time')

  const refused = (notBefore: Date) => ({ notBefore }) as never
  const retryAfter = (milliseconds: number): string | undefined =>
    refusalHeaders('not-yet-valid', 403, undefined, refused(new Date(NOW + milliseconds)), () => NOW)['Retry-After']

  it('says when to come back, in whole seconds rounded up', () => {
    expect([60_000, 59_001, 1, 0, -5].map(retryAfter)).toEqual(['60', '60', '1', '1', '1'])
    expect(refusalHeaders('not-yet-valid', 403, undefined, undefined, () => NOW)).toEqual({})
  })

  it('goes by the status if a status demands a header', () => {
    expect(refusalHeaders('link-required', 401, 'read', undefined, never)).toEqual({ 'WWW-Authenticate': 'Bearer' })
    expect(refusalHeaders('link-required', 404, 'read', undefined, never)).toEqual({})
    expect(refusalHeaders('method-not-allowed', 405, 'read', undefined, never)).toEqual({ Allow: 'GET, HEAD' })
    expect(refusalHeaders('expired', 410, 'read', refused(new Date(NOW)), never)).toEqual({})
    expect(refusalHeaders('unavailable', 503, 'read', undefined, never)).toEqual({ 'Retry-After': '5' })
  })
})
