import { createKey, createLinks, narrow } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { toGuardedGrant } from '../../../src/http/guarded-grant.ts'

const keys = [createKey('k1')]
const options = { ref: 'order-7', response: { filename: 'q3.pdf' }, notBefore: new Date(Date.now() - 5000) }

describe('toGuardedGrant', () => {
  it('keeps every member of the grant of a plain link', () => {
    const links = createLinks({ keys })
    const upload = { maxBytes: 5 }
    const token = links.sign('a', ['read', 'write'], '1h', { ...options, upload, scope: 'tree', boundTo: 'session' })
    const grant = links.verify(narrow(token, { ttl: '5m' }), { fileId: 'a/b', boundTo: 'session' })
    expect(toGuardedGrant(grant, 'read', false)).toEqual({ ...grant, usedPerm: 'read' })
  })

  it('keeps every member of the grant of a managed link', async () => {
    const links = createManagedLinks({ keys, store: memoryStore() })
    const token = links.sign('a', 'read', '1h', { ...options, uses: 3 })
    const grant = await links.verify(token)
    expect(grant.uses).toEqual({ used: 1, max: 3, claimed: false })
    expect(toGuardedGrant(grant, 'read', true)).toEqual({ ...grant, usedPerm: 'read' })
  })
})
