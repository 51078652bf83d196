import type { StandardPerm } from 'daypass'
import { requireLink } from 'daypass/express'
import type { GuardOptions, RefusalCode } from 'daypass/http'
import type { PolicyOptions } from 'daypass/managed'
import type { Request, RequestHandler } from 'express'
import type { Portal } from '../owner/portal.ts'
import { pageHeaders } from '../security/headers.ts'
import { type Html, html } from '../views/html.ts'
import { refusalPage } from '../views/refusal-page.ts'
import { when } from '../views/words.ts'
import { recordDecision } from './record-decision.ts'
import { visitOf } from './visit.ts'

/** What differs between the routes of a link. */
export interface GuardedRoute {
  readonly perm: StandardPerm
  readonly fileId: (req: Request, signed: string) => string
  /** What the owner reads about it. */
  readonly action?: string
  readonly confirmPage?: GuardOptions<Request>['confirmPage']
  /** Start and end of the link, to be named if it is refused because of them. */
  readonly times?: Pick<PolicyOptions, 'ttl' | 'notBefore'> | undefined
}

/** The guard of a route below `/s/:id/:token`. A link under another policy than the one in the address is refused as of another file. */
export function guard(portal: Portal, { perm, fileId, action, confirmPage, times }: GuardedRoute): RequestHandler {
  return requireLink<never, Request>(portal.managed, {
    perm,
    tokenFrom: [{ param: 'token' }],
    fileId: (req) => {
      const { link, id } = visitOf(portal, req)
      return link === undefined || link.policy !== id ? '-' : fileId(req, link.terms.fileId)
    },
    boundTo: (req) => visitOf(portal, req).boundTo,
    page: ({ title, advice, code }) => ({
      headers: pageHeaders('no-referrer'),
      body: refusalPage(title, adviceWith(advice, code, times), code),
    }),
    uploadLimits: 'handler',
    onDecision: recordDecision(portal, action),
    ...(confirmPage && { confirmPage }),
  }) as RequestHandler
}

function adviceWith(advice: string, code: RefusalCode, times: GuardedRoute['times']): Html {
  if (code === 'not-yet-valid' && times?.notBefore) return html`It works from ${when(times.notBefore)}. ${advice}`
  if (code === 'expired' && times?.ttl) return html`It ended on ${when(times.ttl)}. ${advice}`
  return html`${advice}`
}
