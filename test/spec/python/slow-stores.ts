import {
  type Directed,
  directed,
  policy,
  revoke,
  sign,
  type Told,
  VISITOR_A,
  VISITOR_B,
  verify,
  verifySlowly,
} from './directed.ts'
import { START } from './history.ts'

const MINUTE = 60_000

/** A link for a minute, whose key ends within the second in which the link does. */
const withKeyThatEnds = (name: string, told: readonly Told[]): Directed =>
  directed(name, [sign({ ttl: '1m', uses: 1 }), ...told], START + 3000 + MINUTE + 500)

/**
 * Histories in which something happens while a verifier waits for the store. Its second answer is that about the use: to counting it, or
 * to reading the count if no claim is there.
 */
export const slowStores: readonly Directed[] = [
  directed('a store that loses its memory between the marks and a use', [
    sign({ uses: 1 }),
    verify(0, 'counted'),
    verifySlowly(0, 'revoked', { forget: true }),
    verify(0, 'revoked'),
  ]),
  ...[{}, VISITOR_A, VISITOR_B].map((claim) =>
    directed(`a store that loses its memory between the marks and a look: ${JSON.stringify(claim)}`, [
      sign({ uses: 1 }),
      verify(0, 'claimed', VISITOR_A),
      verifySlowly(0, 'revoked', { forget: true }, { ...claim, count: false }),
      verify(0, 'revoked'),
    ]),
  ),
  directed('a link that expires before the marks are read', [
    sign({ ttl: '1m' }),
    verifySlowly(0, 'accepted', { wait: MINUTE - 1 }),
    verifySlowly(0, 'expired', { wait: 1 }),
  ]),
  // It is the policy that expires: once it is replaced, the link shows that the use was counted.
  ...[VISITOR_A, {}].map((claim) =>
    directed(`a link that expires once a use was counted: ${JSON.stringify(claim)}`, [
      policy('p', { ttl: '5s' }),
      sign({ uses: 1, policy: 'p' }),
      verifySlowly(0, 'expired', { answers: 2, wait: 2000 }, claim),
      policy('p', {}),
      verify(0, 'used-up'),
    ]),
  ),
  directed('a link that expires during a look', [
    sign({ ttl: '1m', uses: 1 }),
    verifySlowly(0, 'looked-at', { answers: 2, wait: MINUTE - 1 }, { count: false }),
    verifySlowly(0, 'expired', { answers: 2, wait: 1 }, { count: false }),
  ]),
  directed('a refusal by the store, whatever happens meanwhile', [
    sign({ ttl: '1m', uses: 1 }),
    verify(0, 'counted'),
    verifySlowly(0, 'used-up', { answers: 2, wait: MINUTE }),
    sign({ ttl: '1m' }),
    revoke({ token: 1 }),
    verifySlowly(1, 'revoked', { wait: MINUTE }),
  ]),
  withKeyThatEnds('a key that ends before the marks are read', [
    verifySlowly(0, 'unknown-key', { wait: MINUTE + 500 }),
  ]),
  withKeyThatEnds('a key that is about to end', [verifySlowly(0, 'expired', { wait: MINUTE + 499 })]),
  withKeyThatEnds('a key that ends once a use was counted', [
    verifySlowly(0, 'unknown-key', { answers: 2, wait: MINUTE + 500 }),
  ]),
  withKeyThatEnds('a key that ends during a look', [
    verifySlowly(0, 'unknown-key', { answers: 2, wait: MINUTE + 500 }, { count: false }),
  ]),
]
