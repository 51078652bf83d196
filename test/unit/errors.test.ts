import { inspect } from 'node:util'
import { LinkError, type LinkErrorCode } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { KEY, linksAt, NOW } from '../support/fixtures.ts'
import { thrownBy } from '../support/misuse.ts'
import { withMac } from '../support/spec-verifier.ts'

const links = linksAt()
const token = links.sign('A1', 'read', '1h')
const bound = links.sign('A1', 'read', '1h', { boundTo: 'me' })
const local = links.sign('A1', 'read', '1h', { addresses: ['192.0.2.0/24'] })

// How each code comes about: a record of the whole union, so that a code without a way to it does not compile.
const WAYS: Record<Exclude<LinkErrorCode, 'revoked' | 'used-up'>, () => unknown> = {
  malformed: () => links.verify('x'),
  'unknown-key': () => links.verify(token.replace('1.k.', '1.other.')),
  'bad-signature': () => links.verify(token.replace('.fA1.', '.fB.')),
  'binding-required': () => links.verify(bound),
  'not-yet-valid': () => links.verify(links.sign('A1', 'read', '1h', { notBefore: '1h' })),
  expired: () => linksAt(NOW + 3_600_000).verify(token),
  'too-long-lived': () => links.verify(withMac('1.k.e9999999999.fA1.pread')),
  'wrong-file': () => links.verify(token, { fileId: 'b' }),
  'permission-denied': () => links.verify(token, { perm: 'write' }),
  'wrong-address': () => links.verify(local, { address: '198.51.100.1' }),
  'https-required': () => links.verify(links.sign('A1', 'read', '1h', { httpsOnly: true })),
  'state-required': () =>
    links.verify(createManagedLinks({ keys: [KEY], store: memoryStore() }).sign('A1', 'read', '1h')),
}
const BRAND = Symbol.for('daypass.LinkError')
const BEFORE_MAC = ['malformed', 'unknown-key', 'bad-signature', 'binding-required']

describe.each(Object.entries(WAYS))('the error %s', (code, act) => {
  const error = thrownBy(act) as LinkError

  // Nothing of the link, whose file is "A1", is in it.
  it('is a LinkError with that code, which its message begins with', () => {
    expect(error).toBeInstanceOf(LinkError)
    expect(error).toBeInstanceOf(Error)
    expect([error.name, error.code]).toEqual(['LinkError', code])
    expect(error.message).toMatch(new RegExp(`^${code}: [A-Za-z ,:]+$`))
    expect(error.message).not.toContain('A1')
    expect(error.stack).toContain(`LinkError: ${error.message}`)
  })

  it('carries the refused grant exactly if the MAC held', () => {
    const refused = BEFORE_MAC.includes(code)
      ? undefined
      : expect.objectContaining({ fileId: 'A1', perms: ['read'], keyId: 'k' })
    expect(error.refused).toEqual(refused)
  })

  it('is neither a TypeError nor a RangeError, which are for misuse', () => {
    expect(error).not.toBeInstanceOf(TypeError)
    expect(error).not.toBeInstanceOf(RangeError)
  })
})

describe('instanceof LinkError', () => {
  class Special extends LinkError {}

  it('is true of the instances of a subclass, which recognises its own alone', () => {
    const special = new Special('expired')
    expect([special instanceof LinkError, special instanceof Special, special instanceof Error]).toEqual([
      true,
      true,
      true,
    ])
    expect(new LinkError('expired') instanceof Special).toBe(false)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'LinkError'],
    ['another error', new Error('malformed: the text is not a link')],
    ['an error with its name and code', Object.assign(new Error('x'), { name: 'LinkError', code: 'expired' })],
    ['an object that inherits from its prototype', Object.create(LinkError.prototype)],
    ['an object that inherits from an instance', Object.create(new LinkError('expired'))],
    ['the class', LinkError],
  ])('is false of %s', (_, value) => {
    expect((value as unknown) instanceof LinkError).toBe(false)
  })

  it('is not made true of anything by a polluted prototype', () => {
    Object.defineProperty(Object.prototype, BRAND, { value: true, configurable: true })
    try {
      expect([{}, [], new Error('x')].map((value) => value instanceof LinkError)).toEqual([false, false, false])
      expect(thrownBy(() => links.verify('x'))).toBeInstanceOf(LinkError)
    } finally {
      Reflect.deleteProperty(Object.prototype, BRAND)
    }
  })

  it('depends on nothing that is seen, stored or copied', () => {
    const error = new LinkError('expired')
    expect(inspect(error)).not.toContain('daypass.LinkError')
    expect(Object.keys(error).sort()).toEqual(['code', 'name', 'refused'])
    expect({ ...error } instanceof LinkError).toBe(false)
  })
})
