import type { Grant } from 'daypass'
import type { Confirmation } from './confirmation.ts'
import type { RefusalAnswer } from './guard-answer.ts'
import { getHeader } from './headers.ts'
import { prefersHtml } from './negotiate.ts'
import type { GuardSettings } from './options.ts'
import { type RefusalCode, refusalHeaders } from './refusal.ts'
import { viewOf } from './render.ts'
import type { GuardRequest } from './request.ts'

/** Refusals of a body that may be large, or never end. */
const ENDLESS: readonly RefusalCode[] = ['upload-too-large', 'length-required']

/** Headers of every answer that the guard makes itself. */
const ALWAYS = {
  'Cache-Control': 'no-store',
  Vary: 'Accept',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const
const FIXED: ReadonlySet<string> = new Set(Object.keys(ALWAYS).map((name) => name.toLowerCase()))

/** What a page or a text brings, without the headers that are fixed: in another case, they would go out twice. */
function unfixed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !FIXED.has(name.toLowerCase())))
}

/** The answer to a request that is refused. */
export function refuse<Req>(
  { statuses, page, problem, perm, clock }: GuardSettings<Req>,
  { headers, httpVersion }: GuardRequest,
  code: RefusalCode,
  refused?: Grant,
): RefusalAnswer {
  const status = statuses[code]
  const render = prefersHtml(getHeader(headers, 'accept')) ? page : problem
  const rendering = render(viewOf(code, status))
  return {
    ok: false,
    code,
    status,
    headers: {
      ...unfixed(rendering.headers),
      ...refusalHeaders(code, status, perm, refused, clock),
      // Close the connection, or Node.js keeps reading the body (RFC 9110, section 15.5.14). HTTP/2 does not have this header.
      ...(ENDLESS.includes(code) && httpVersion?.startsWith('1.') && { Connection: 'close' }),
      ...ALWAYS,
    },
    body: rendering.body,
  }
}

/** The page on which a visitor confirms the use of a counted link. */
export function askToConfirm<Req>({ confirmPage }: GuardSettings<Req>, confirmation: Confirmation): RefusalAnswer {
  const { headers, body } = confirmPage(confirmation)
  return {
    ok: false,
    code: 'confirmation-required',
    status: 200,
    headers: { ...unfixed(headers), ...ALWAYS },
    body,
  }
}

/**
 * The same answer, which sets a cookie: it makes the next request the same visitor's, and a use that was counted before something else
 * failed the same use in a retry.
 */
export function withCookie(answer: RefusalAnswer, cookie: string | undefined): RefusalAnswer {
  return cookie === undefined ? answer : { ...answer, headers: { ...answer.headers, 'Set-Cookie': cookie } }
}
