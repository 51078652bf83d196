import { isDeepStrictEqual } from 'node:util'
import { createLinks, type Links } from 'daypass'
import { disagreement } from '../../../support/disagreement.ts'
import { NOW, NOW_SECONDS } from '../../../support/fixtures.ts'
import {
  SPEC_SERVER,
  type SpecRequest,
  type SpecResult,
  type SpecServer,
  specVerify,
} from '../../../support/spec-verifier.ts'

/** Codes of refusals before a MAC held: no grant may be shown with them. */
const BEFORE_MAC: readonly string[] = ['malformed', 'unknown-key', 'binding-required', 'bad-signature']
const CODES: readonly string[] = [
  ...BEFORE_MAC,
  ...[
    'state-required',
    'not-yet-valid',
    'expired',
    'too-long-lived',
    'wrong-file',
    'permission-denied',
    'wrong-address',
    'https-required',
  ],
]

/** Servers of one key "k" that differ in what they allow; the clock of all stands where `scene.now` says. */
export const scene: { now: number } = { now: NOW }

export interface Side {
  readonly links: Links<'annotate'>
  readonly spec: SpecServer
}

export const SIDES: readonly Side[] = [
  side({}),
  side({ maxTtl: 600, startLeeway: 900 }),
  side({ purpose: 'a.b-1', verifyUntil: (NOW_SECONDS + 60) * 1000 }),
]

/** The permissions that these servers declare. */
export type Perm = NonNullable<NonNullable<Parameters<Side['links']['tryVerify']>[1]>['perm']>

function side(own: Partial<SpecServer>): Side {
  const spec: SpecServer = { ...SPEC_SERVER, ...own }
  const { keyId, secret, purpose, verifyUntil, maxTtl, startLeeway } = spec
  const key = {
    id: keyId,
    secret,
    ...(verifyUntil !== Number.POSITIVE_INFINITY && { verifyUntil: new Date(verifyUntil) }),
  }
  const links = createLinks({
    keys: [key],
    purpose,
    perms: ['annotate'],
    maxTtl: `${maxTtl}s`,
    startLeeway: `${startLeeway}s`,
    clock: () => scene.now,
  })
  return { links, spec }
}

/**
 * Both verifiers decide on one token, and must agree; the result has nothing in it that it should not have.
 * Returns the outcome: `ok`, or the code.
 */
export async function compare(
  { links, spec }: Side,
  token: string,
  request: SpecRequest,
  now: number,
): Promise<string> {
  scene.now = now
  const actual = await links.tryVerify(token, request as { perm: Perm })
  const expected = specVerify(token, spec, request, now)
  if (!agrees(actual, expected)) throw disagreement({ token, request, now, actual, expected })
  if (!actual.ok && (!CODES.includes(actual.code) || BEFORE_MAC.includes(actual.code) === 'refused' in actual)) {
    throw disagreement({
      token,
      request,
      now,
      actual,
      expected: 'a known code, and a refused grant only after the MAC',
    })
  }
  if (actual.ok === 'grant' in actual) return actual.ok ? 'ok' : actual.code
  throw disagreement({ token, request, now, actual, expected: 'a grant on success alone' })
}

/** Members that are undefined are as good as absent, and limits and headers have no prototype. */
function isSameGrant(actual: object | undefined, expected: object | undefined): boolean {
  const dataOf = (grant: object | undefined): unknown => JSON.parse(JSON.stringify(grant ?? null))
  return isDeepStrictEqual(dataOf(actual), dataOf(expected))
}

function agrees(actual: ReturnType<Side['links']['tryVerify']>, expected: SpecResult): boolean {
  if (actual.ok !== expected.ok) return false
  if (actual.ok && expected.ok) return isSameGrant(actual.grant, expected.grant)
  if (actual.ok || expected.ok) return false
  return actual.code === expected.code && isSameGrant(actual.refused, expected.refused)
}
