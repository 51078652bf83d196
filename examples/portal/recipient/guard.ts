import type { StandardPerm } from 'daypass'
import type { GuardOptions } from 'daypass/http'
import type { Request, RequestHandler } from 'express'
import { requireLink } from '../../express/adapter.ts'
import type { Portal } from '../owner/portal.ts'
import { pageHeaders } from '../security/headers.ts'
import { refusalPage } from '../views/refusal-page.ts'
import { recordDecision } from './record-decision.ts'
import { visitOf } from './visit.ts'

/** What differs between the routes of a link. */
export interface GuardedRoute {
  readonly perm: StandardPerm
  readonly fileId: (req: Request, signed: string) => string
  /** What the owner reads about it. */
  readonly action?: string
  readonly confirmPage?: GuardOptions<Request>['confirmPage']
}

/** The guard of a route below `/s/:id/:token`. A link under another policy than the one in the address is refused as of another file. */
export function guard(portal: Portal, { perm, fileId, action, confirmPage }: GuardedRoute): RequestHandler {
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
      body: refusalPage(title, advice, code),
    }),
    uploadLimits: 'handler',
    onDecision: recordDecision(portal, action),
    ...(confirmPage && { confirmPage }),
  }) as RequestHandler
}
