import { createManagedLinks, type ManagedRequest, memoryStore } from 'daypass/managed'
import { describe, expect, it, vi } from 'vitest'
import { KEY, NOW, untyped } from '../support/fixtures.ts'

const CLAIM = 'a-claim-of-16-characters'

function managedLinks() {
  const clock = () => NOW
  return createManagedLinks({ keys: [KEY], store: memoryStore({ clock }), clock, lease: '30m' })
}

describe('a request that decides by the grant whether it counts', () => {
  it('is asked once, with the grant, and counts or looks as it says', async () => {
    const links = managedLinks()
    const token = links.sign('f', 'read', '1h', { uses: 2 })
    const count = vi.fn(() => false)
    const looked = await links.verify(token, { fileId: 'f', perm: 'read', claim: CLAIM, count })
    expect(looked.uses).toEqual({ used: 0, max: 2, claimed: false })
    expect(count.mock.calls).toEqual([[expect.objectContaining({ fileId: 'f', perms: ['read'] })]])
    const counted = await links.verify(token, { claim: CLAIM, count: () => true })
    expect(counted.uses).toEqual({ used: 1, max: 2, claimed: true })
  })

  it('is given what a policy leaves of the link', async () => {
    const links = managedLinks()
    await links.setPolicy('inbox', { upload: { maxBytes: 7 } })
    const token = links.sign('f', 'create', '1h', { uses: 1, policy: 'inbox', upload: { maxBytes: 9 } })
    const count = vi.fn(() => false)
    await links.verify(token, { count })
    expect(count.mock.calls).toEqual([[expect.objectContaining({ upload: { maxBytes: 7 } })]])
  })

  it('is not asked about a link that is refused, or that is not counted', async () => {
    const links = managedLinks()
    const count = vi.fn(() => true)
    const refused = await links.tryVerify(links.sign('f', 'read', '1h', { uses: 1 }), { perm: 'write', count })
    expect(refused.code).toBe('permission-denied')
    await links.verify(links.sign('f', 'read', '1h'), { count })
    expect(count).not.toHaveBeenCalled()
  })

  it('counts nothing if it answers anything but a boolean', async () => {
    const links = managedLinks()
    const token = links.sign('f', 'read', '1h', { uses: 1 })
    for (const answer of [undefined, 1, 'true', Promise.resolve(true)]) {
      const request: ManagedRequest<'read'> = { count: () => untyped(answer) }
      await expect(links.tryVerify(token, request)).rejects.toThrow('the function count must return a boolean')
    }
    expect(await links.usesOf(token)).toEqual({ used: 0, max: 1 })
    await expect(links.tryVerify(token, { count: untyped('no') })).rejects.toThrow(TypeError)
  })
})

it('the links say how long a lease is, in seconds', () => {
  expect(managedLinks().lease).toBe(1800)
})
