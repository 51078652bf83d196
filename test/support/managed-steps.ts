import fc from 'fast-check'

export const POLICIES: readonly string[] = ['p', '__proto__']
export const REFS: readonly string[] = ['r', '#s']
const CLAIMS = ['claim-of-one-0123456789', 'claim-of-two-0123456789', '__proto__-0123456789']

// Numbers of servers, links and names are taken modulo how many there are; that of links counts from the last.

export interface Signing {
  readonly type: 'sign'
  readonly server: number
  readonly isPlain: boolean
  readonly fileId: string
  readonly isTree: boolean
  readonly perms: readonly ('read' | 'write')[]
  readonly ttl: number
  readonly start: number | undefined
  readonly ref: string | undefined
  readonly policy: string | undefined
  readonly uses: number | undefined
}

/** What a holder or a policy leaves of a link. */
export interface Restriction {
  readonly perms?: readonly ('read' | 'write')[]
  readonly ttl?: number
  readonly fileId?: string
  readonly isTree?: boolean
}

export interface Narrowing {
  readonly type: 'narrow'
  readonly link: number
  readonly restriction: Restriction
}

export interface Using {
  readonly type: 'use'
  readonly server: number
  readonly link: number
  /** `own`: the one that was signed. */
  readonly fileId: string | undefined
  readonly perm: 'read' | 'write' | undefined
  readonly claim: string | undefined
  readonly count: boolean
}

export interface Revoking {
  readonly type: 'revoke'
  readonly server: number
  readonly link: number
  readonly by: 'token' | 'linkId' | 'file' | 'folder' | 'ref' | 'policy' | 'all'
  readonly fileId: string
  readonly name: number
}

export interface Changing {
  readonly type: 'policy'
  readonly server: number
  readonly name: number
  /** Undefined: the policy is deleted. */
  readonly to: Restriction | undefined
}

export interface Waiting {
  readonly type: 'wait'
  readonly milliseconds: number
}

const number = fc.nat(5039)
const file = fc.constantFrom('a', 'a/b', 'a/b/c', 'a/', 'bb', 'x/y')
const seconds = fc.integer({ min: 60, max: 40_000 })
const perms = fc.constantFrom<readonly ('read' | 'write')[]>(['read'], ['write'], ['read', 'write'])
const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 })
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, arbitrary)

const restriction: fc.Arbitrary<Restriction> = fc.record(
  { perms, ttl: seconds, fileId: fc.constantFrom('a', 'a/b'), isTree: fc.boolean() },
  { requiredKeys: [] },
)

const signing: fc.Arbitrary<Signing> = fc.record({
  type: fc.constant('sign' as const),
  server: number,
  isPlain: fc.nat(5).map((n) => n === 0),
  fileId: file,
  isTree: fc.boolean(),
  perms,
  ttl: seconds,
  start: rarely(fc.integer({ min: 1, max: 60 })),
  ref: sometimes(fc.constantFrom(...REFS)),
  policy: rarely(fc.constantFrom(...POLICIES)),
  uses: sometimes(fc.integer({ min: 1, max: 2 })),
})

const narrowing: fc.Arbitrary<Narrowing> = fc.record({
  type: fc.constant('narrow' as const),
  link: number,
  restriction,
})

const using: fc.Arbitrary<Using> = fc.record({
  type: fc.constant('use' as const),
  server: number,
  link: number,
  fileId: fc.oneof({ weight: 4, arbitrary: fc.constant('own' as const) }, file, fc.constant(undefined)),
  perm: rarely(fc.constantFrom('read' as const, 'write' as const)),
  claim: sometimes(fc.constantFrom(...CLAIMS)),
  count: fc.nat(3).map((n) => n > 0),
})

const revoking: fc.Arbitrary<Revoking> = fc.record({
  type: fc.constant('revoke' as const),
  server: number,
  link: number,
  by: fc.constantFrom<Revoking['by'][]>('token', 'token', 'linkId', 'file', 'folder', 'ref', 'policy', 'all'),
  fileId: file,
  name: number,
})

const changing: fc.Arbitrary<Changing> = fc.record({
  type: fc.constant('policy' as const),
  server: number,
  name: number,
  to: fc.option(restriction, { nil: undefined, freq: 4 }),
})

const waiting: fc.Arbitrary<Waiting> = fc.record({
  type: fc.constant('wait' as const),
  milliseconds: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 1500 }) },
    fc.integer({ min: 1000, max: 4_000_000 }),
  ),
})

/** What servers and holders do, one after the other. */
export type History = readonly (Signing | Narrowing | Using | Revoking | Changing | Waiting)[]

export const history: fc.Arbitrary<History> = fc.array<History[number]>(
  fc.oneof(
    { weight: 4, arbitrary: signing },
    { weight: 3, arbitrary: narrowing },
    { weight: 12, arbitrary: using },
    { weight: 2, arbitrary: revoking },
    { weight: 2, arbitrary: changing },
    { weight: 3, arbitrary: waiting },
  ),
  { minLength: 30, maxLength: 60 },
)
