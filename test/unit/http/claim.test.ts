import { describe, expect, it } from 'vitest'
import { claimCookie, createClaim, findClaims } from '../../../src/http/claim.ts'
import { isClaim } from '../../../src/values/claim.ts'

const NONCE = 'AAAAAAAAAAAAAAA_'
const ONE = '0123456789abcdef0123456789abcdef'
const OTHER = 'f'.repeat(32)
const request = (headers: Record<string, string>) => ({ method: 'GET', url: '/', headers })

describe('a new claim', () => {
  it('is 128 random bits, and the guard takes it for its own', () => {
    const claims = Array.from({ length: 1000 }, createClaim)
    expect(new Set(claims).size).toBe(1000)
    // Each of 32 digits takes each of 16 values: in 1,000 claims, one is missing with a probability below 10^-25.
    for (let i = 0; i < 32; i++) expect(new Set(claims.map((claim) => claim[i])).size).toBe(16)
    for (const claim of claims) {
      expect(isClaim(claim)).toBe(true)
      const headers = { cookie: `daypass-${NONCE}=${claim}` }
      expect(findClaims(request(headers), NONCE)).toEqual({ key: undefined, cookie: claim })
    }
  })
})

describe('the claims of a request', () => {
  const cookieOf = (cookie: string) => findClaims(request({ cookie }), NONCE)?.cookie

  it('are those of the link alone', () => {
    expect(findClaims(request({}), NONCE)).toEqual({ key: undefined, cookie: undefined })
    expect(cookieOf(`daypass-AAAAAAAAAAAAAAA-=${ONE}`)).toBeUndefined()
    expect(cookieOf(`a=b; daypass-${NONCE} = ${ONE} ; c=d`)).toBe(ONE)
  })

  it('are the first that a guard made, which is that of the longest path', () => {
    expect(cookieOf(`daypass-${NONCE}=x; daypass-${NONCE}=${ONE}; daypass-${NONCE}=${OTHER}`)).toBe(ONE)
  })

  it('are never what a guard did not make', () => {
    for (const value of ['', 'x'.repeat(32), ONE.toUpperCase(), `${ONE}0`, `"${ONE}"`, `${ONE}=`, `\u00a0${ONE}`])
      expect(cookieOf(`daypass-${NONCE}=${value}`)).toBeUndefined()
  })

  it('are refused with an Idempotency-Key that cannot be one', () => {
    const keyOf = (key: string) => findClaims(request({ 'idempotency-key': key }), NONCE)?.key
    for (const key of ['x'.repeat(16), '"8e03978e-40d5-43e8"', '~'.repeat(128)]) expect(keyOf(key)).toBe(key)
    for (const key of ['', 'x'.repeat(15), 'x'.repeat(129), `${ONE}, ${ONE}`, `${ONE}\u00fc`])
      expect(findClaims(request({ 'idempotency-key': key }), NONCE)).toBeUndefined()
  })
})

it('the cookie ends with the lease, and is for https if the request came over it', () => {
  const cookie = `daypass-${NONCE}=${ONE}; Max-Age=1800; HttpOnly; SameSite=Lax`
  expect(claimCookie({ nonce: NONCE, claim: ONE }, 1800, false)).toBe(cookie)
  expect(claimCookie({ nonce: NONCE, claim: ONE }, 1800, true)).toBe(`${cookie}; Secure`)
})
