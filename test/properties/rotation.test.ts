import { createKeyring, createLinks, type Key, type Keyring, type Links } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const MAX_TTL = 24 * HOUR
/** No clock is further from the true time than this: two of them differ by at most the 15 minutes that are allowed. */
const SKEW = 450 * SECOND
/** No server takes longer than this to load a key set that was published. */
const LAG = 6 * HOUR

interface Rotation {
  /** How long before it signs a key is published, how much longer than its links it verifies, and how long each signs. */
  readonly lead: number
  readonly keep: number
  readonly period: number
}

// The documented order: published everywhere before it signs, by any clock; kept until its last link has ended; then dropped.
const IN_ORDER: Rotation = { lead: LAG + SKEW, keep: MAX_TTL, period: 48 * HOUR }
const SIGNED_BEFORE_PUBLISHED: Rotation = { ...IN_ORDER, lead: 0 }
const RETIRED_TOO_EARLY: Rotation = { ...IN_ORDER, keep: 0 }

const COUNT = 4
const START = NOW
const secrets = Array.from({ length: COUNT }, (_, i) => Buffer.alloc(32, i + 1))

/** When key `i` begins to sign; the first of them always has. */
const signFrom = (i: number, { period }: Rotation) => START + i * period

/** Key sets in the order of their publication, each with the time at which it is published. */
function schedule(rotation: Rotation): { at: number; keys: Key[] }[] {
  const { lead, keep } = rotation
  const sets: { at: number; keys: Key[] }[] = []
  const first = { id: 'k0', secret: secrets[0] as Uint8Array }
  sets.push({ at: Number.NEGATIVE_INFINITY, keys: [first] })
  for (let i = 1; i < COUNT; i++) {
    const switchAt = signFrom(i, rotation)
    const next: Key = { id: `k${i}`, secret: secrets[i] as Uint8Array, signFrom: new Date(switchAt) }
    const previous = sets.at(-1)?.keys.at(-1) as Key
    const retiring: Key = { ...previous, verifyUntil: new Date(switchAt + keep) }
    sets.push({ at: switchAt - lead, keys: [retiring, next] })
    // Dropped once it verifies nothing any more, by the slowest clock.
    sets.push({ at: switchAt + keep + SKEW, keys: [next] })
  }
  return sets.sort((a, b) => a.at - b.at)
}

interface Server {
  readonly skew: number
  readonly lag: number
}

interface Step {
  readonly after: number
  readonly signer: number
  readonly verifier: number
  readonly ttl: number
}

/** Every refusal, at any server, of a link that lives by that server's clock. */
function refusals(rotation: Rotation, servers: readonly Server[], steps: readonly Step[]): string[] {
  return run(rotation, servers, steps).refused
}

/** Runs servers through a schedule: every refusal of a living link, and the keys that signed. */
function run(rotation: Rotation, servers: readonly Server[], steps: readonly Step[]) {
  const sets = schedule(rotation)
  let time = START - rotation.lead
  const running = servers.map(({ skew, lag }) => {
    const keyring: Keyring = createKeyring(sets[0]?.keys as Key[])
    const clock = () => time + skew
    return {
      clock,
      lag,
      keyring,
      loaded: 0,
      links: createLinks({ keys: keyring, maxTtl: `${MAX_TTL / 1000}s`, clock }) as Links,
    }
  })
  const living: { token: string; expires: number }[] = []
  const refused: string[] = []
  const keyIds = new Set<string>()
  for (const { after, signer, verifier, ttl } of steps) {
    time += after
    for (const server of running) {
      const newest = sets.findLastIndex(({ at }) => at + server.lag <= time)
      if (newest > server.loaded) {
        server.keyring.replace(sets[newest]?.keys as Key[])
        server.loaded = newest
      }
    }
    const from = running[signer % running.length] as (typeof running)[number]
    const expires = (Math.floor(from.clock() / 1000) + ttl) * 1000
    const token = from.links.sign('a', 'read', `${ttl}s`)
    keyIds.add(token.split('.')[1] as string)
    living.push({ token, expires })
    const at = running[verifier % running.length] as (typeof running)[number]
    for (const link of living.filter((one) => at.clock() < one.expires)) {
      const { code } = at.links.tryVerify(link.token, { perm: 'read' })
      if (code !== undefined) refused.push(code)
    }
  }
  return { refused, keyIds: [...keyIds] }
}

const servers = fc.array(
  fc.record({
    skew: fc.oneof(fc.integer({ min: -SKEW, max: SKEW }), fc.constantFrom(-SKEW, 0, SKEW)),
    lag: fc.oneof(fc.integer({ min: 0, max: LAG }), fc.constantFrom(0, LAG)),
  }),
  { minLength: 2, maxLength: 5 },
)
const steps = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 8 * HOUR }), fc.integer({ min: 0, max: SKEW }), fc.constant(24 * HOUR)),
    signer: fc.nat({ max: 4 }),
    verifier: fc.nat({ max: 4 }),
    ttl: fc.oneof(fc.integer({ min: 1, max: MAX_TTL / 1000 }), fc.constant(MAX_TTL / 1000)),
  }),
  { minLength: 10, maxLength: 60 },
)
const neverRefuses = (rotation: Rotation) =>
  fc.property(servers, steps, (all, events) => {
    expect(refusals(rotation, all, events)).toEqual([])
  })

describe('a rotation over servers with skewed clocks that load key sets late', () => {
  it('in the documented order refuses no living link, and never fails to sign', () => {
    fc.assert(neverRefuses(IN_ORDER), runs(200))
  })

  it('does pass through all keys', () => {
    const every = Array.from({ length: 40 }, () => ({ after: 6 * HOUR, signer: 0, verifier: 0, ttl: 60 }))
    expect(run(IN_ORDER, [{ skew: 0, lag: 0 }], every)).toEqual({ refused: [], keyIds: ['k0', 'k1', 'k2', 'k3'] })
  })

  it('at the very edge: the latest server, the fastest and the slowest clock, the longest link', () => {
    const edge = [
      { skew: SKEW, lag: 0 },
      { skew: -SKEW, lag: LAG },
      { skew: -SKEW, lag: 0 },
    ]
    const toSwitch = IN_ORDER.lead + IN_ORDER.period - SKEW
    const around = [toSwitch - 1, 1, SKEW, SKEW - 1, 1, MAX_TTL - 1000, 500, 500, SKEW].flatMap((after, i) => [
      { after, signer: i, verifier: 0, ttl: MAX_TTL / 1000 },
      { after: 0, signer: i + 1, verifier: 1, ttl: MAX_TTL / 1000 },
      { after: 0, signer: i + 2, verifier: 2, ttl: MAX_TTL / 1000 },
    ])
    expect(refusals(IN_ORDER, edge, around)).toEqual([])
  })

  it('in the wrong order, signing before all have the key, refuses living links', () => {
    const late = [
      { skew: 0, lag: 0 },
      { skew: 0, lag: HOUR },
    ]
    const steps = [{ after: IN_ORDER.period, signer: 0, verifier: 1, ttl: 3600 }]
    expect(refusals(SIGNED_BEFORE_PUBLISHED, late, steps)).toEqual(['unknown-key'])
    expect(refusals(IN_ORDER, late, [{ ...steps[0], after: IN_ORDER.period + IN_ORDER.lead } as Step])).toEqual([])
    expect(fc.check(neverRefuses(SIGNED_BEFORE_PUBLISHED), { numRuns: 200, seed: 1 }).failed).toBe(true)
  })

  it('with a lead that forgets the clocks refuses living links', () => {
    const fast = [
      { skew: SKEW, lag: 0 },
      { skew: 0, lag: LAG },
    ]
    const lead = { ...IN_ORDER, lead: LAG }
    const steps = [{ after: lead.lead + lead.period - SKEW, signer: 0, verifier: 1, ttl: 3600 }]
    expect(refusals(lead, fast, steps)).toEqual(['unknown-key'])
  })

  it('that retires a key before its links have ended is refused if it signs, and else refuses living links', () => {
    const one = [{ skew: 0, lag: 0 }]
    const beforeSwitch = IN_ORDER.lead + IN_ORDER.period - HOUR
    // Once the end of the key is known, no link is signed beyond it.
    expect(() =>
      refusals(RETIRED_TOO_EARLY, one, [{ after: beforeSwitch, signer: 0, verifier: 0, ttl: 7200 }]),
    ).toThrow('"k0"')
    const steps = [
      { after: 1, signer: 0, verifier: 0, ttl: MAX_TTL / 1000 },
      { after: 20 * HOUR, signer: 0, verifier: 0, ttl: 60 },
    ]
    const early = { ...RETIRED_TOO_EARLY, period: 12 * HOUR, lead: 6 * HOUR }
    expect(refusals(early, one, steps)).toContain('unknown-key')
  })
})

describe('links that live on after the switch', () => {
  it('are verified until the key retires, and not a millisecond longer', () => {
    const at = (now: number) =>
      createLinks({ keys: schedule(IN_ORDER)[1]?.keys as Key[], maxTtl: '1d', clock: () => now })
    const switchAt = signFrom(1, IN_ORDER)
    const token = at(switchAt - 1).sign('a', 'read', '1d')
    expect(at(switchAt - 1).verify(token).keyId).toBe('k0')
    expect(at(switchAt).verify(at(switchAt).sign('a', 'read', 60)).keyId).toBe('k1')
    expect(at(switchAt + MAX_TTL - 1001).verify(token).keyId).toBe('k0')
    expect(at(switchAt + MAX_TTL - 1000).tryVerify(token).code).toBe('expired')
    expect(at(switchAt + MAX_TTL).tryVerify(token).code).toBe('unknown-key')
  })
})
