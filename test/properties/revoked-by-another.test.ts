import { createKey } from 'daypass'
import { createManagedLinks, type ManagedLinks, memoryStore } from 'daypass/managed'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from '../support/fixtures.ts'

// A server that has just revoked a subject signs its next link of it ahead of the clocks, so that sharing again works at once. What another
// server then revokes must cover that link, although it was another subject that pushed it ahead.
const REVOCATIONS: readonly (readonly [string, (links: ManagedLinks) => Promise<unknown>])[] = [
  ['the file', (links) => links.revoke({ fileId: 'a/f' })],
  ['its folder', (links) => links.revoke({ fileId: 'a', scope: 'tree' })],
  ['its ref', (links) => links.revoke({ ref: 'r' })],
  ['its policy', (links) => links.revoke({ policy: 'p' })],
  ['everything', (links) => links.revoke({ all: true })],
]
const PAIRS = REVOCATIONS.flatMap((first) =>
  REVOCATIONS.map((second) => [first[0], second[0], first[1], second[1]] as const),
)

describe.each(PAIRS)(
  'after one server has revoked %s, and shared again, another revokes %s',
  (_, __, first, second) => {
    it('and the link is refused, now and later', async () => {
      const moment = fc.record({
        milliseconds: fc.nat(999),
        wait: fc.nat(4000),
        skew: fc.constantFrom('0s', '2s', '300s'),
      })
      const property = fc.asyncProperty(moment, async ({ milliseconds, wait, skew }) => {
        let now = NOW + milliseconds
        const clock = (): number => now
        const options = { keys: [createKey('k')], store: memoryStore({ clock }), clock, skew } as const
        const [one, other] = [createManagedLinks(options), createManagedLinks(options)]
        await one.setPolicy('p', {})
        await first(one)
        const token = one.sign('a/f', 'read', '1h', { ref: 'r', policy: 'p' })
        expect((await one.tryVerify(token)).code).toBeUndefined()
        now += wait
        await second(other)
        for (const later of [0, 3000, 700_000]) {
          now += later
          expect((await other.tryVerify(token)).code).toBe('revoked')
        }
      })
      await fc.assert(property, { numRuns: 20 })
    })
  },
)
