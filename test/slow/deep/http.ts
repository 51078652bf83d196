import { createGuard, type Decision, type Guard, type GuardAnswer } from 'daypass/http'
import fc from 'fast-check'
import { headersOf } from '../../support/asking.ts'
import { disagreement } from '../../support/disagreement.ts'
import { SECRET_TEXT } from '../../support/fixtures.ts'
import { expectedOf, type Route } from './support/http-oracle.ts'
import { type Asked, makeTokens } from './support/http-requests.ts'
import { askedWith } from './support/http-scenarios.ts'
import { SIDES, type Side, scene } from './support/scene.ts'

const { links } = SIDES[0] as Side
const SOURCES = { query: 'query', bearer: 'bearer', cookie: { cookie: 'link' }, param: { param: 'link' } } as const
const SOURCE_LISTS = [
  ['query', 'bearer'],
  ['query'],
  ['bearer', 'cookie'],
  ['param', 'query', 'bearer', 'cookie'],
] as const

interface Guarded {
  readonly route: Route
  readonly guard: Guard<Asked>
}

const decisions: Decision[] = []
const GUARDS: readonly Guarded[] = ([undefined, 'read', 'write', 'list', 'annotate'] as const).flatMap((perm) =>
  SOURCE_LISTS.flatMap((tokenFrom) => [undefined, 'u', ''].map((boundTo) => guarded({ perm, tokenFrom, boundTo }))),
)

function guarded(route: Route): Guarded {
  const { perm, tokenFrom, boundTo } = route
  const guard = createGuard(
    links,
    {
      fileId: ({ file }: Asked) => file,
      tokenFrom: tokenFrom.map((name) => SOURCES[name]),
      boundTo: () => boundTo,
      onDecision: (decision) => void decisions.push(decision),
      clock: () => scene.now,
      ...(perm !== undefined && { perm }),
    },
    ({ request }) => request,
  )
  return { route, guard }
}

const CODES = ['malformed', 'unknown-key', 'bad-signature']
/** Requests of any kind to guards of many kinds: the answer that an oracle gives, and nothing in it that must not be there. */
export async function httpProperty(seen: Map<string, number>): Promise<fc.IAsyncProperty<[number, Asked]>> {
  const tokens = await makeTokens()
  // No link but these was ever sent, so that a part of any of them in an answer was taken from a request.
  const macs = tokens.filter((token) => token.length > 60).map((token) => token.slice(-20))
  return fc.asyncProperty(fc.nat(GUARDS.length - 1), askedWith(tokens), async (index, one) => {
    const { route, guard } = GUARDS[index] as Guarded
    scene.now = one.now
    decisions.length = 0
    const expected = expectedOf(route, one)
    const answer = await guard(one)
    const actual = said(answer, decisions)
    if (actual !== expected) throw disagreement({ route, asked: one, expected, actual })
    const fault = faultIn(answer, macs)
    if (fault !== undefined) throw disagreement({ route, asked: one, answer, fault })
    seen.set(actual, (seen.get(actual) ?? 0) + 1)
  })
}

/** The answer and the decision in one line, once they say the same: the client learns less than the hook of three causes. */
function said(answer: GuardAnswer, [decision, ...more]: readonly Decision[]): string {
  if (decision === undefined || more.length > 0) return `${more.length} decisions too many`
  if (answer.ok) return decision.outcome === 'allowed' && decision.code === undefined ? '200 ok' : '200 but not allowed'
  const { code = '' } = decision
  const open = CODES.includes(code) ? 'invalid-link' : code
  if (decision.outcome !== 'refused' || answer.code !== open) return `${answer.code} for ${code}`
  return `${answer.status} ${code}`
}

/** What is wrong with the form of an answer, whatever it says. */
function faultIn(answer: GuardAnswer, macs: readonly string[]): string | undefined {
  const headers = headersOf(answer)
  const text = JSON.stringify([headers, answer.ok ? '' : answer.body, decisions])
  if (text.includes(SECRET_TEXT.slice(0, 12)) || macs.some((mac) => text.includes(mac))) return 'a link or a secret'
  for (const value of Object.values(headers))
    if (!/^[\x20-\x7e]*$/.test(value)) return 'a header that is not visible ASCII'
  if (headers['X-Content-Type-Options'] !== 'nosniff') return 'no nosniff'
  if (headers['Referrer-Policy'] !== 'no-referrer') return 'a referrer'
  if (answer.ok)
    return ageOf(headers) > Math.max(0, answer.grant.expiresAt.getTime() - scene.now) ? 'kept too long' : undefined
  return 'grant' in answer || headers['Cache-Control'] !== 'no-store' ? 'a grant or a cache' : undefined
}

/** How long caches may keep an answer, in milliseconds. */
function ageOf(headers: Record<string, string>): number {
  return 1000 * Number(/max-age=(\d+)/.exec(headers['Cache-Control'] ?? '')?.[1] ?? 0)
}
