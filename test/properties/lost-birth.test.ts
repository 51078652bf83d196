import { createKey } from 'daypass'
import { createManagedLinks, type LinkStore, type ManagedLinks, memoryStore } from 'daypass/managed'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from '../support/fixtures.ts'

/** A store that can lose its memory, and instances whose clocks stand still within one second. */
async function scene(milliseconds: number, offsets: readonly number[]) {
  const clock = (): number => NOW + milliseconds
  let memory = memoryStore({ clock })
  const store: LinkStore = {
    read: (...args) => memory.read(...args),
    raise: (...args) => memory.raise(...args),
    write: (...args) => memory.write(...args),
    use: (...args) => memory.use(...args),
  }
  const keys = [createKey('k')]
  const instances = offsets.map((offset) => createManagedLinks({ keys, store, clock: () => clock() + offset }))
  const seen = async (): Promise<void> => {
    for (const links of instances) await links.ready()
  }
  await seen()
  return {
    instances: instances as [ManagedLinks, ManagedLinks],
    /** Every instance sees each loss. */
    lose: async () => {
      memory = memoryStore({ clock })
      await seen()
    },
  }
}

// The clocks of two instances may be `skew` apart, which is 2 s.
const anyMoment = fc.record({
  milliseconds: fc.integer({ min: 0, max: 999 }),
  offset: fc.integer({ min: -2000, max: 2000 }),
  losses: fc.integer({ min: 1, max: 3 }),
})

describe('after a store has lost its memory', () => {
  it('a link that was spent stays so, even if the store is lost again within the same second', async () => {
    await fc.assert(
      fc.asyncProperty(anyMoment, async ({ milliseconds, offset, losses }) => {
        const { instances, lose } = await scene(milliseconds, [0, offset])
        const [one, other] = instances
        for (let i = 0; i < losses; i++) await lose()
        const token = one.sign('q3.pdf', 'read', '1h', { uses: 1 })
        await one.tryVerify(token)
        await lose()
        for (const links of [other, one]) expect((await links.tryVerify(token)).ok).toBe(false)
      }),
    )
  })

  it('a link of another instance is refused once its file is revoked', async () => {
    await fc.assert(
      fc.asyncProperty(anyMoment, async ({ milliseconds, offset, losses }) => {
        const { instances, lose } = await scene(milliseconds, [0, offset])
        const [one, other] = instances
        for (let i = 0; i < losses; i++) await lose()
        const token = one.sign('q3.pdf', 'read', '1h')
        await other.revoke({ fileId: 'q3.pdf' })
        for (const links of instances) expect((await links.tryVerify(token)).ok).toBe(false)
      }),
    )
  })

  it('a new link works, and so does one that is signed after its file was revoked', async () => {
    const { instances, lose } = await scene(100, [0, 0])
    const [one, other] = instances
    await lose()
    expect((await other.tryVerify(one.sign('q3.pdf', 'read', '1h'))).ok).toBe(true)
    await one.revoke({ fileId: 'q3.pdf' })
    expect((await other.tryVerify(one.sign('q3.pdf', 'read', '1h'))).ok).toBe(true)
  })
})
