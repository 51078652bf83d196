import { describe, expect, it } from 'vitest'
import { type AskedOfManaged, normalizeManagedRequest } from '../../../src/managed/managed-request.ts'
import { CLAIM } from '../../support/managed.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const PERMS = new Set(['read'])
const normalize = (request: unknown): AskedOfManaged => normalizeManagedRequest(request, PERMS)

describe('a request of managed links', () => {
  it('counts, and has no claim, unless it says otherwise', () => {
    for (const given of [undefined, {}, { fileId: 'a' }, { claim: undefined, count: undefined }]) {
      const { claim, count } = normalize(given)
      expect([claim, count]).toEqual([undefined, true])
    }
    const { request, claim, count } = normalize({ fileId: 'a', perm: 'read', claim: CLAIM, count: false })
    expect([request.fileId, request.perm, claim, count]).toEqual(['a', 'read', CLAIM, false])
  })

  it.each(NOT_OBJECTS)('is not %s', (_, given) => {
    expectMisuse(() => normalize(given), TypeError, 'request must be a plain object')
  })

  it('has the names that it knows, all of which its error names', () => {
    expectMisuse(() => normalize({ Claim: CLAIM }), TypeError, 'unknown name "Claim"; known are')
    expectMisuse(() => normalize({ counted: 1 }), TypeError, 'fileId, perm, address, secure, boundTo, claim, count')
  })

  // What was not seen would mean "any file": https://github.com/laravel/framework/issues/38111 and its kind.
  it('is checked as that of plain links: members that are hidden, undefined or made up count', () => {
    expect(normalize(Object.defineProperty({}, 'fileId', { value: 'b' })).request.fileId).toBe('b')
    expectMisuse(() => normalize({ fileId: undefined }), TypeError, 'request: fileId')
    const proxy = new Proxy({}, { get: (_, name) => (name === 'fileId' ? 'b' : undefined) })
    expectMisuse(() => normalize(proxy), TypeError, 'fileId must be an own property')
    expectMisuse(() => normalize({ perm: 'write' }), RangeError, 'perm')
  })

  it('takes neither a claim nor a count from its prototype', () => {
    const given: object = Object.create(
      Object.assign(Object.create(null), { isPrototypeOf: 1, claim: CLAIM, count: false }),
    )
    Object.defineProperty(Object.getPrototypeOf(given), 'isPrototypeOf', { value: 1 })
    expect(normalize(given)).toMatchObject({ claim: undefined, count: true })
  })

  it.each([null, 0, 1, 'false', {}])('has no count of %o', (count) => {
    expectMisuse(() => normalize({ count }), TypeError, 'request: count must be a boolean')
  })
})

describe('a claim', () => {
  it.each(NOT_STRINGS)('is not %s', (_, claim) => {
    expectMisuse(() => normalize({ claim }), TypeError, 'request: claim must be 16 to 128 visible ASCII characters')
  })

  it.each([
    ['short', 'x'.repeat(15)],
    ['long', 'x'.repeat(129)],
    ['spaced', 'secret-secret secret'],
    ['ended by a line feed', 'secret-secret-secret\n'],
    ['with a control character', 'secret-secret-secret\x7f'],
    ['not ASCII', 'secret-secret-secreté'],
  ])('is not %s, and the message does not show it', (_, claim) => {
    expectMisuse(() => normalize({ claim }), RangeError, 'request: claim must be 16 to 128 visible ASCII characters')
    expect(() => normalize({ claim })).not.toThrow(/secret|xxx/)
  })

  it.each(['x'.repeat(16), '~'.repeat(128), '!"#$%&()*+,-./:;<=>?@[]^_`{|}', '__proto__________'])(
    'can be %s',
    (claim) => {
      expect(normalize({ claim }).claim).toBe(claim)
    },
  )
})
