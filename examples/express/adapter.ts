/**
 * The guard for Express 4 and 5.
 *
 * @module daypass/express
 */

import {
  beforeHead,
  createGuard,
  describeNodeRequest,
  type GuardedGrant,
  type GuardLinks,
  type GuardOptions,
  type NodeRequest,
  type NodeResponse,
  sendRefusal,
} from 'daypass/http'

declare global {
  namespace Express {
    interface Request {
      /** The grant of the request's link, once `requireLink` has let it pass. */
      link?: GuardedGrant
    }
  }
}

/** Express's request, 4 or 5, as far as the guard reads it. */
export interface GuardedRequest extends Express.Request, NodeRequest {
  /** The method, in capitals. */
  readonly method: string
  /** The target as it came: also under a router that is mounted. */
  readonly originalUrl: string
  /** The client's address, as the setting `trust proxy` has it. */
  readonly ip?: string | undefined
  /** Whether it came over https, as the setting `trust proxy` has it. */
  readonly secure: boolean
}

/** The same as the options' functions get it. For all the rest of Express's own type, say `(req: Request) => …`. */
export interface ExpressRequest extends GuardedRequest {
  /** The path, without the query. */
  readonly path: string
  /** Parameters of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: text, or a list in a wildcard of Express 5: the route alone knows
  readonly params: any
  /** Parameters of the query, as the setting `query parser` reads them. */
  // biome-ignore lint/suspicious/noExplicitAny: text, a list or an object: the client alone knows
  readonly query: any
}

/** What `requireLink` returns. */
export type LinkGuard = (req: GuardedRequest, res: NodeResponse, next: (error?: unknown) => void) => Promise<void>

/**
 * Middleware that lets a request pass only with a link that permits it. The grant is then `req.link`.
 *
 * @param links what `createLinks` returns
 * @param options `fileId`, and whatever else is to differ from its default
 * @throws TypeError where an option is unknown, missing or of a wrong type; RangeError where its value is wrong
 * @example
 * ```ts
 * import express from 'express'
 *
 * const app = express()
 * app.get('/files/:id', requireLink(links, { perm: 'read', fileId: (req) => req.params.id }), (req, res) => {
 *   res.send(linkOf(req).fileId)
 * })
 * ```
 */
export function requireLink<Perm extends string = never, Req extends GuardedRequest = ExpressRequest>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Req, Perm>,
): LinkGuard {
  const guard = createGuard(links, options, (req: Req) => ({
    ...describeNodeRequest(req),
    method: req.method,
    url: req.originalUrl, // a router that is mounted shortens `url`
    params: (req as { readonly params?: unknown }).params,
    address: () => req.ip,
    secure: () => req.secure,
  }))
  return async function linkGuard(req, res, next) {
    try {
      const answer = await guard(req as Req)
      if (answer.ok === false) {
        sendRefusal(res, answer)
        return
      }
      beforeHead(res, answer.complete)
      req.link = answer.grant
    } catch (error) {
      next(error)
      return
    }
    next() // outside of `try`: what a handler throws must not call it a second time
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error where it has not run
 * @example
 * ```ts
 * import express from 'express'
 *
 * const app = express()
 * app.get('/files/:id', requireLink(links, { fileId: (req) => req.params.id }), (req, res) => {
 *   res.json({ file: linkOf(req).fileId, until: linkOf(req).expiresAt })
 * })
 * ```
 */
export function linkOf(req: { readonly link?: GuardedGrant }): GuardedGrant {
  if (req.link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return req.link
}
