import { type NarrowOptions, narrow } from 'daypass'
import {
  createManagedLinks,
  type LinkStore,
  type ManagedLinks,
  type ManagedSignOptions,
  memoryStore,
  type RevokeSubject,
} from 'daypass/managed'
import fc, { type Arbitrary } from 'fast-check'

/** What happens to links and their state, one step after another, in a form that both implementations take. */
export interface History {
  readonly keys: readonly { readonly id: string; readonly secret: string }[]
  readonly purpose: string
  readonly maxTtl: number
  readonly skew: number
  readonly lease: number
  /** In milliseconds. */
  readonly start: number
  readonly steps: readonly Step[]
}

/** One step, `wait` milliseconds after the one before. Tokens are numbered in the order in which they are made. */
type Step = { readonly wait: number } & (
  | { readonly do: 'sign'; readonly options: Options; readonly nonce?: string }
  | { readonly do: 'narrow'; readonly of: number; readonly options: Options }
  | { readonly do: 'revoke'; readonly subject: Options }
  | { readonly do: 'policy'; readonly name: string; readonly options: Options | null }
  | { readonly do: 'verify'; readonly of: number; readonly request: Options }
  | { readonly do: 'forget' }
)

type Options = Readonly<Record<string, unknown>>
type Outcome = string | number | null | { ok: boolean; code?: string; grant?: Record<string, unknown> }

const START = 1_700_000_000_000
const FILES = ['a', 'a/b', 'a/b/c', 'ä b/c', 'x']

const wait = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 0, 1, 400, 999, 1000, 2500) },
  { weight: 1, arbitrary: fc.constantFrom(10_000, 60_000, 599_999, 600_000, 3_600_000) },
)
const files = fc.constantFrom(...FILES)
const names = fc.constantFrom('p', 'q')
const maybe = <A>(name: string, value: Arbitrary<A>, rarity: number): Arbitrary<object> =>
  fc.tuple(fc.nat(rarity - 1), value).map(([chance, one]) => (chance === 0 ? { [name]: one } : {}))
const merged = (...parts: Arbitrary<object>[]): Arbitrary<Options> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all))

const signed = merged(
  fc.record({
    fileId: files,
    perms: fc.constantFrom(['read'], ['read', 'write']),
    ttl: fc.constantFrom('1h', '1m', '6d'),
  }),
  maybe('scope', fc.constant('tree'), 4),
  maybe('ref', fc.constantFrom('order 7', 'u1'), 3),
  maybe('policy', names, 4),
  maybe('uses', fc.constantFrom(1, 2, 3), 2),
)
const narrowing = fc.constantFrom<Options>({ perms: ['read'] }, { ttl: '30s' }, { fileId: 'a/b' }, { httpsOnly: true })
const policyTerms = fc.constantFrom<Options>(
  {},
  { perms: ['read'] },
  { perms: ['write'] },
  { ttl: '1s' },
  { ttl: '7d' },
)
const subject = fc.oneof(
  merged(fc.record({ fileId: files }), maybe('scope', fc.constant('tree'), 2)),
  fc.record({ ref: fc.constantFrom('order 7', 'u1') }),
  fc.record({ policy: names }),
  fc.record({ token: fc.nat(9) }),
  fc.constant<Options>({ all: true }),
)
const request = merged(
  fc.constant({ secure: true }),
  maybe('fileId', files, 2),
  maybe('claim', fc.constantFrom('claim-of-visitor-A', 'claim-of-visitor-B'), 2),
  maybe('count', fc.boolean(), 5),
  maybe('perm', fc.constant('read'), 3),
)

const step: Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sign' as const), wait, options: signed }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('narrow' as const), wait, of: fc.nat(9), options: narrowing }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('revoke' as const), wait, subject }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('policy' as const),
      wait,
      name: names,
      options: fc.oneof({ weight: 3, arbitrary: policyTerms }, { weight: 1, arbitrary: fc.constant(null) }),
    }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('verify' as const), wait, of: fc.nat(9), request }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), wait: fc.constantFrom(3000, 10_000) }) },
)

export const history: Arbitrary<History> = fc
  .tuple(signed, fc.array(step, { minLength: 5, maxLength: 40 }), fc.constantFrom(0, 2, 5))
  .map(([options, steps, skew]) => ({
    keys: [{ id: 'k1', secret: 'ZGF5cGFzcy10ZXN0LXZlY3RvcnMtbm90LXNlY3JldCE' }],
    purpose: 'links',
    maxTtl: 604_800,
    skew,
    lease: 600,
    start: START,
    steps: [{ do: 'sign' as const, wait: 3000, options }, ...steps],
  }))

/** What each step of a history gives with the library, and the steps with the nonces that it chose. */
export async function livedThrough(told: History): Promise<{ outcomes: readonly Outcome[]; steps: readonly Step[] }> {
  let now = told.start
  const clock = (): number => now
  let store = memoryStore({ clock })
  const forgetful: LinkStore = {
    read: (keys) => store.read(keys),
    raise: (...args) => store.raise(...args),
    write: (...args) => store.write(...args),
    use: (...args) => store.use(...args),
  }
  const { keys, purpose, maxTtl, skew, lease } = told
  const links = createManagedLinks({
    keys,
    purpose,
    maxTtl: `${maxTtl}s`,
    skew: `${skew}s`,
    lease: `${lease}s`,
    store: forgetful,
    clock,
  })
  await links.ready()
  const tokens: string[] = []
  const outcomes: Outcome[] = []
  const steps: Step[] = []
  for (const one of told.steps) {
    const step = 'of' in one ? { ...one, of: one.of % tokens.length } : one
    if (step.do === 'narrow' && (tokens[step.of] as string).split('~').length > 8) continue // as often as it goes
    now += step.wait
    if (step.do === 'forget') store = memoryStore({ clock })
    const chosen = step.do === 'revoke' ? { ...step, subject: withIndex(step.subject, tokens.length) } : step
    outcomes.push(await take(chosen, links, tokens, now))
    steps.push(step.do === 'sign' ? { ...step, nonce: links.inspect(tokens.at(-1)).nonce as string } : chosen)
  }
  return { outcomes, steps }
}

function withIndex(subject: Options, count: number): Options {
  return typeof subject.token === 'number' ? { token: subject.token % count } : subject
}

async function take(step: Step, links: ManagedLinks, tokens: string[], now: number): Promise<Outcome> {
  switch (step.do) {
    case 'sign': {
      const { fileId, perms, ttl, ...options } = step.options
      tokens.push(links.sign(fileId as string, perms as never, ttl as never, options as ManagedSignOptions))
      return tokens.at(-1) as string
    }
    case 'narrow':
      tokens.push(narrow(tokens[step.of], instants(step.options, now)))
      return tokens.at(-1) as string
    case 'revoke': {
      const { token } = step.subject
      const subject = typeof token === 'number' ? { token: tokens[token] } : step.subject
      const { until } = await links.revoke(subject as RevokeSubject)
      return typeof token === 'number' ? null : until.getTime() / 1000
    }
    case 'policy':
      if (step.options === null) await links.deletePolicy(step.name)
      else await links.setPolicy(step.name, step.options as NarrowOptions)
      return null
    case 'verify': {
      const { ok, grant, code } = await links.tryVerify(tokens[step.of], step.request)
      return ok ? { ok, grant: inSeconds(grant) } : { ok, code }
    }
    default:
      return null
  }
}

/** `narrow` counts durations by the clock of the system, which is not that of a history. */
function instants({ ttl, ...options }: Options, now: number): NarrowOptions {
  return ttl === undefined ? options : { ...options, ttl: new Date((Math.floor(now / 1000) + 30) * 1000) }
}

/** A grant as JSON has it: instants in seconds, and nothing that is undefined. */
function inSeconds(grant: object): Record<string, unknown> {
  const seconds = Object.entries(grant).map(([name, value]) => [
    name,
    value instanceof Date ? value.getTime() / 1000 : value,
  ])
  return JSON.parse(JSON.stringify(Object.fromEntries(seconds)))
}

/** What a test wants to have seen: a code, or how a link was accepted. */
export function kindOf(outcome: Outcome): string {
  if (outcome === null || typeof outcome !== 'object') return typeof outcome
  if (!outcome.ok) return outcome.code as string
  const uses = outcome.grant?.uses as { claimed: boolean } | undefined
  return uses === undefined ? 'accepted' : uses.claimed ? 'claimed' : 'counted'
}
