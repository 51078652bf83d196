import fc, { type Arbitrary } from 'fast-check'
import { type History, historyOf, type Options, type Step } from './history.ts'

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
  fc.record({ linkId: fc.nat(9) }),
  fc.constant<Options>({ all: true }),
)
// Seldom for a file: nearly every file is another than that of the link, and a request that ends there shows nothing of what comes after.
const request = merged(
  fc.constant({ secure: true }),
  maybe('fileId', files, 4),
  maybe('claim', fc.constantFrom('claim-of-visitor-A', 'claim-of-visitor-B'), 2),
  maybe('count', fc.boolean(), 5),
  maybe('perm', fc.constantFrom('read', 'write'), 3),
)
// After the first answer alone: see `Meanwhile`.
const meanwhile = fc.record({ answers: fc.constant(1), wait, forget: fc.nat(3).map((chance) => chance === 0) })

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
  { weight: 10, arbitrary: fc.record({ do: fc.constant('verify' as const), wait, of: fc.nat(9), request }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('verify' as const), wait, of: fc.nat(9), request, meanwhile }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), wait: fc.constantFrom(3000, 10_000) }) },
)

export const randomHistory: Arbitrary<History> = fc
  .tuple(signed, fc.array(step, { minLength: 5, maxLength: 40 }), fc.constantFrom(0, 2, 5))
  .map(([options, steps, skew]) => historyOf([{ do: 'sign', wait: 3000, options }, ...steps], { skew }))
