/**
 * The guard for Koa 2 and 3.
 *
 * @module daypass/koa
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
} from 'daypass/http'

/** The part of a context of Koa 2 or 3 that the guard reads and writes. */
export interface GuardedContext {
  /** The method, in capitals. */
  readonly method: string
  /** The original request target, also in mounted middleware. */
  readonly originalUrl: string
  /** Headers of the request, with names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Node's request. */
  readonly req: NodeRequest
  /** Node's response. */
  readonly res: NodeResponse
  /** The client's address, according to `app.proxy`. */
  readonly ip: string
  /** Whether the request came over https, according to `app.proxy`. */
  readonly secure: boolean
  /** State of the request, to which the guard adds the grant. */
  readonly state: LinkState
  /** HTTP status of the answer. */
  status: number
  /** Body of the answer. */
  body: unknown
  /** Sets headers of the answer. */
  set(headers: Record<string, string>): void
  /** Adds a value to a header of the answer. */
  append(name: string, value: string): void
  /** Adds to the header `Vary`. */
  vary(name: string): void
}

/** The part of `ctx.state` that the guard sets. */
export interface LinkState {
  /** The grant of the request's link, after `requireLink` has let the request pass. */
  link?: GuardedGrant
}

/** The context that the functions in the options are called with. For everything else in Koa's type, write `(ctx: Context) => …`. */
export interface KoaContext extends GuardedContext {
  /** The path, without the query. */
  readonly path: string
  /** Parameters of the route, if a router is used. */
  // biome-ignore lint/suspicious/noExplicitAny: it depends on the router and the route
  readonly params: any
  /** Parameters of the query. */
  // biome-ignore lint/suspicious/noExplicitAny: text, or a list if it is repeated; it depends on the client
  readonly query: any
}

/** The middleware that `requireLink` returns. */
export type LinkGuard = (ctx: GuardedContext, next: () => Promise<unknown>) => Promise<void>

/**
 * Middleware that lets a request pass only with a link that allows it. The grant is then `ctx.state.link`.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options `fileId`, and any other options of the guard
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * import Router from '@koa/router'
 *
 * const router = new Router()
 * router.get('/files/:id', requireLink(links, { perm: 'read', fileId: (ctx) => ctx.params.id }), (ctx) => {
 *   ctx.body = linkOf(ctx).fileId
 * })
 * ```
 */
export function requireLink<Perm extends string = never, Ctx extends GuardedContext = KoaContext>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Ctx, Perm>,
): LinkGuard {
  const guard = createGuard(links, options, (ctx: Ctx) =>
    describeNodeRequest(ctx.req, {
      method: ctx.method,
      url: ctx.originalUrl, // mounted middleware sees a shorter `url`
      params: (ctx as { readonly params?: unknown }).params,
      address: () => ctx.ip,
      secure: () => ctx.secure,
    }),
  )
  return async function linkGuard(ctx, next) {
    const answer = await guard(ctx as Ctx)
    if (answer.ok === false) {
      const { Vary, 'Set-Cookie': cookie, ...headers } = answer.headers
      ctx.set(headers)
      if (cookie !== undefined) ctx.append('Set-Cookie', cookie)
      if (Vary !== undefined) ctx.vary(Vary)
      ctx.status = answer.status
      ctx.body = answer.body
      return
    }
    beforeHead(ctx.res, answer.complete) // Koa's error handler removes all headers set before
    ctx.state.link = answer.grant
    await next()
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error if `requireLink` has not run
 * @example
 * ```ts
 * import Koa from 'koa'
 *
 * const app = new Koa()
 * app.use(requireLink(links, { fileId: (ctx) => ctx.path.slice(1) }))
 * app.use((ctx) => {
 *   ctx.body = { file: linkOf(ctx).fileId, until: linkOf(ctx).expiresAt }
 * })
 * ```
 */
export function linkOf(ctx: { readonly state: LinkState }): GuardedGrant {
  if (ctx.state.link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return ctx.state.link
}
