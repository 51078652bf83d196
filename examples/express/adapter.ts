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
      /** The grant of the request's link, after `requireLink` has let the request pass. */
      link?: GuardedGrant
    }
  }
}

/** The part of a request of Express 4 or 5 that the guard reads. */
export interface GuardedRequest extends Express.Request, NodeRequest {
  /** The method, in capitals. */
  readonly method: string
  /** The original request target, also behind a mounted router. */
  readonly originalUrl: string
  /** The client's address, according to the setting `trust proxy`. */
  readonly ip?: string | undefined
  /** Whether the request came over https, according to the setting `trust proxy`. */
  readonly secure: boolean
}

/** The request that the functions in the options are called with. For everything else in Express's type, write `(req: Request) => …`. */
export interface ExpressRequest extends GuardedRequest {
  /** The path, without the query. */
  readonly path: string
  /** Parameters of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: text, or a list for a wildcard of Express 5; it depends on the route
  readonly params: any
  /** Parameters of the query, as the setting `query parser` reads them. */
  // biome-ignore lint/suspicious/noExplicitAny: text, a list or an object; it depends on the client
  readonly query: any
}

/** The middleware that `requireLink` returns. */
export type LinkGuard = (req: GuardedRequest, res: NodeResponse, next: (error?: unknown) => void) => Promise<void>

/**
 * Middleware that lets a request pass only with a link that allows it. The grant is then `req.link`.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options `fileId`, and any other options of the guard
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
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
  const guard = createGuard(links, options, (req: Req) =>
    describeNodeRequest(req, {
      method: req.method,
      url: req.originalUrl, // a mounted router shortens `url`
      params: (req as { readonly params?: unknown }).params,
      address: () => req.ip,
      secure: () => req.secure,
    }),
  )
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
    next() // outside of `try`: an error that a handler throws must not call it again
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error if `requireLink` has not run
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
