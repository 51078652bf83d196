import { type History, historyOf, type Options, type Step } from './history.ts'

// Whatever a comparison has to have seen is here step by step: random histories come to it often, but not always.

export interface Directed {
  readonly name: string
  readonly history: History
  /** What each verification gives. */
  readonly gives: readonly string[]
}

type Told = Step | { readonly verify: Step; readonly gives: string }

const DAY = 86_400_000
const VISITOR_A = { claim: 'claim-of-visitor-A' }
const VISITOR_B = { claim: 'claim-of-visitor-B' }

/** A link to read the file a/b for an hour, unless `options` say otherwise. */
const sign = (options: Options = {}): Step => {
  return { do: 'sign', wait: 3000, options: { fileId: 'a/b', perms: ['read'], ttl: '1h', ...options } }
}
const narrow = (of: number, options: Options): Step => ({ do: 'narrow', wait: 0, of, options })
const revoke = (subject: Options): Step => ({ do: 'revoke', wait: 1000, subject })
const policy = (name: string, options: Options | null): Step => ({ do: 'policy', wait: 0, name, options })
const forget: Step = { do: 'forget', wait: 3000 }
const verify = (of: number, gives: string, request: Options = {}, wait = 0): Told => {
  return { verify: { do: 'verify', wait, of, request }, gives }
}

function directed(name: string, told: readonly Told[]): Directed {
  const steps = told.map((one) => ('verify' in one ? one.verify : one))
  return { name, history: historyOf(steps), gives: told.flatMap((one) => ('verify' in one ? [one.gives] : [])) }
}

export const directedHistories: readonly Directed[] = [
  directed('what the link itself refuses uses nothing up', [
    sign({ uses: 1, httpsOnly: true }),
    verify(0, 'permission-denied', { secure: true, perm: 'write' }),
    verify(0, 'wrong-file', { secure: true, fileId: 'a' }),
    verify(0, 'https-required', { fileId: 'a/b', perm: 'read' }),
    verify(0, 'counted', { secure: true, fileId: 'a/b', perm: 'read' }),
  ]),
  directed('a permission that a holder has taken away', [
    sign({ perms: ['read', 'write'] }),
    narrow(0, { perms: ['read'] }),
    verify(0, 'accepted', { perm: 'write' }),
    verify(1, 'permission-denied', { perm: 'write' }),
    verify(1, 'accepted', { perm: 'read' }),
  ]),
  directed('the start and the end of a link', [
    sign({ notBefore: '1m', ttl: '1m' }),
    verify(0, 'not-yet-valid', {}, 59_999),
    verify(0, 'accepted', {}, 1),
    verify(0, 'accepted', {}, 59_999),
    verify(0, 'expired', {}, 1),
  ]),
  directed('uses without a claim', [
    sign({ uses: 2 }),
    verify(0, 'counted'),
    verify(0, 'looked-at', { count: false }),
    verify(0, 'counted'),
    verify(0, 'used-up'),
    verify(0, 'used-up', { count: false }),
  ]),
  directed('uses under a claim, until its lease ends', [
    sign({ uses: 1 }),
    verify(0, 'claimed', VISITOR_A),
    verify(0, 'claimed', VISITOR_A, 599_999),
    verify(0, 'looked-at', { ...VISITOR_A, count: false }),
    verify(0, 'used-up', VISITOR_B),
    verify(0, 'used-up', { ...VISITOR_B, count: false }),
    verify(0, 'used-up', VISITOR_A, 1),
    verify(0, 'used-up', { ...VISITOR_A, count: false }),
  ]),
  directed('uses of all that was narrowed from a link', [
    sign({ uses: 1 }),
    narrow(0, { httpsOnly: true }),
    verify(1, 'counted', { secure: true }),
    verify(0, 'used-up'),
  ]),
  ...(['token', 'linkId'] as const).flatMap((by) => [
    directed(`a link taken back by its ${by}, and what was narrowed from it`, [
      sign(),
      narrow(0, { httpsOnly: true }),
      narrow(1, { perms: ['read'] }),
      sign(),
      revoke({ [by]: 1 }),
      verify(0, 'accepted'),
      verify(1, 'revoked', { secure: true }),
      verify(2, 'revoked', { secure: true }),
      revoke({ [by]: 0 }),
      verify(0, 'revoked'),
      verify(3, 'accepted'),
    ]),
    // The longest that a link can live: whoever forgets the mark any earlier accepts it again.
    directed(`a link taken back by its ${by}, until it expires`, [
      sign({ notBefore: '7d', ttl: '7d' }),
      revoke({ [by]: 0 }),
      verify(0, 'not-yet-valid'),
      verify(0, 'revoked', {}, 7 * DAY),
      verify(0, 'revoked', {}, 7 * DAY - 1001),
      verify(0, 'expired', {}, 1),
    ]),
  ]),
  ...[{ fileId: 'a/b' }, { fileId: 'a', scope: 'tree' }, { ref: 'order 7' }, { policy: 'p' }, { all: true }].map(
    (subject) =>
      directed(`all links of a subject taken back, and one more signed: ${JSON.stringify(subject)}`, [
        policy('p', {}),
        sign({ ref: 'order 7', policy: 'p' }),
        verify(0, 'accepted'),
        revoke(subject),
        verify(0, 'revoked'),
        sign({ ref: 'order 7', policy: 'p' }),
        verify(1, 'accepted'),
      ]),
  ),
  directed('a policy that takes away a permission, and then time', [
    sign({ perms: ['read', 'write'], policy: 'p' }),
    verify(0, 'revoked'),
    policy('p', { perms: ['write'] }),
    verify(0, 'permission-denied', { perm: 'read' }),
    verify(0, 'accepted', { perm: 'write' }),
    policy('p', { ttl: '1s' }),
    verify(0, 'accepted', {}, 999),
    verify(0, 'expired', {}, 1),
    policy('p', {}),
    verify(0, 'accepted', { perm: 'read' }),
  ]),
  directed('a policy that is deleted and set again', [
    policy('p', {}),
    sign({ policy: 'p' }),
    verify(0, 'accepted'),
    policy('p', null),
    verify(0, 'revoked'),
    policy('p', {}),
    verify(0, 'revoked'),
  ]),
  directed('a store that loses its memory', [
    sign({ uses: 1 }),
    verify(0, 'counted'),
    forget,
    verify(0, 'revoked'),
    sign(),
    verify(1, 'accepted'),
  ]),
]
