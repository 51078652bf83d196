import { createKey, createLinks } from 'daypass'
import { describe, expect, it } from 'vitest'
import { findKey } from '../../../src/keys/find-key.ts'
import { keysForPurpose } from '../../../src/keys/keyring.ts'
import { deriveKey } from '../../../src/mac.ts'

const ids = ['k1', 'k10', 'k', 'K1', '__proto__']
const newest = (id: string) => ids.map((each) => ({ ...createKey(each), signFrom: new Date(each === id ? 5000 : 0) }))

/** The id of the key that is found for a text, in the middle of others. */
function found(first: string, id: string): string | undefined {
  return findKey(keysForPurpose(newest(first), 'links', deriveKey)(), `1.${id}.e5`, 2, 2 + id.length)?.id
}

describe('findKey', () => {
  it.each(ids)('finds every key, whichever is the newest: %s', (first) => {
    expect(ids.map((id) => found(first, id))).toEqual(ids)
  })

  it.each(ids)('finds no key by a part of an id, or by more than one: %s', (first) => {
    expect(['', 'k11', '1', 'k1.', '__proto', 'constructor'].map((id) => found(first, id))).toEqual(
      Array(6).fill(undefined),
    )
  })

  it('verifies links of a key whose id begins with the id of the newest', () => {
    const keys = [createKey('k1'), createKey('k10')]
    const token = createLinks({ keys: [keys[1] as (typeof keys)[0]] }).sign('a', 'read', '1h')
    expect(createLinks({ keys }).verify(token).keyId).toBe('k10')
  })
})
