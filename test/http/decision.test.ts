import { describe, expect, it } from 'vitest'
import { decisionOf } from '../../src/http/decision.ts'
import { linksAt, untyped } from '../support/fixtures.ts'

const links = linksAt()
const { keyId, ...grant } = links.verify(links.sign('f', 'read', 60))

describe('the older key of a decision', () => {
  const signedBy = (sign: () => string) => {
    return decisionOf({ ...links, sign }, 'GET', { grant: { ...grant, keyId } }).olderKey
  }

  it('is another than the one that signs now', () => {
    expect([signedBy(() => `1.${keyId}.rest`), signedBy(() => '1.another.rest')]).toEqual([false, true])
  })

  it('is not known where no key may sign', () => {
    const sign = (): never => {
      throw new RangeError('no key may sign')
    }
    expect(decisionOf({ ...links, sign }, 'GET', { grant: { ...grant, keyId } })).not.toHaveProperty('olderKey')
  })

  it('hides no other error', () => {
    const error = new TypeError('broken')
    const sign = (): never => {
      throw error
    }
    expect(() => signedBy(untyped(sign))).toThrow(error)
  })
})
