import { createLinks } from 'daypass'
import { createManagedLinks, type LinkStore, memoryStore, StoreError } from 'daypass/managed'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'

// Someone who can write to the store, or is the store: what it answers may take access away, and can never give any.
// Most of its answers make sense, or nothing would be accepted that could be too much.
const number = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('0', '1') },
  fc.constantFrom(undefined, '99999999999', '', 'x', 'pwrite'),
)
const terms = fc.constantFrom('pread', 'pread_write', 'e99999999999', '', undefined, 'pwrite', 't', 'x', 'fother', '0')
const answers = fc.record({
  numbers: fc.array(number, { minLength: 1, maxLength: 20 }),
  terms,
  admitted: fc.boolean(),
  used: fc.nat(3),
})
const asked = fc.record({
  fileId: fc.constantFrom('a/f', 'a/f', 'a/g', 'b'),
  perm: fc.constantFrom('read', 'read', 'write'),
  address: fc.constantFrom('192.0.2.1', '192.0.2.1', '198.51.100.1'),
  secure: fc.boolean(),
})
const options = fc.constantFrom(
  {},
  { scope: 'tree' as const },
  { addresses: ['192.0.2.0/24'] },
  { httpsOnly: true },
  { notBefore: '2m' as const },
)
const managing = fc.constantFrom({}, { policy: 'p' }, { uses: 1 }, { policy: 'p', uses: 2 })
const clock = (): number => NOW + 60_000
const plain = createLinks({ keys: [KEY], clock })

describe('a store that answers anything', () => {
  it('has nothing accepted that the same link without state would not give', async () => {
    let accepted = 0
    const property = fc.asyncProperty(
      answers,
      asked,
      options,
      managing,
      fc.constantFrom('1h', '1h', '30s'),
      async ({ numbers, terms, admitted, used }, request, conditions, state, ttl) => {
        const store: LinkStore = {
          read: async (keys) => keys.map((key, i) => (key.includes(':terms:') ? terms : numbers[i % numbers.length])),
          raise: async () => NOW,
          write: async () => {},
          use: async () => ({ admitted, used }),
        }
        const at = (): number => NOW
        const fileId = 'scope' in conditions ? 'a' : 'a/f'
        const signer = createManagedLinks({ keys: [KEY], store: memoryStore({ clock: at }), clock: at })
        const managed = signer.sign(fileId, 'read', ttl, { ...conditions, ...state })
        const twin = createLinks({ keys: [KEY], clock: at }).sign(fileId, 'read', ttl, conditions)
        const links = createManagedLinks({ keys: [KEY], store, clock })
        const result = await links.tryVerify(managed, request as { perm: 'read' }).catch((error: unknown) => error)
        if (result instanceof StoreError) return
        const { ok, grant } = result as Awaited<ReturnType<typeof links.tryVerify>>
        if (!ok) return
        accepted++
        const given = plain.verify(twin, request as { perm: 'read' })
        expect(given.perms).toEqual(expect.arrayContaining([...grant.perms]))
        expect(grant.expiresAt.getTime()).toBeLessThanOrEqual(given.expiresAt.getTime())
      },
    )
    const { numRuns } = runs(1000)
    await fc.assert(property, { numRuns })
    expect(accepted).toBeGreaterThan(numRuns / 100)
  })
})
