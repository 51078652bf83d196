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

/** Koa's context, 2 or 3, as far as the guard reads and writes it. */
export interface GuardedContext {
  /** The method, in capitals. */
  readonly method: string
  /** The target as it came: also under middleware that is mounted. */
  readonly originalUrl: string
  /** As Node gives them: names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Node's request. */
  readonly req: NodeRequest
  /** Node's response. */
  readonly res: NodeResponse
  /** The client's address, as `app.proxy` has it. */
  readonly ip: string
  /** Whether it came over https, as `app.proxy` has it. */
  readonly secure: boolean
  /** Where the grant is put. */
  readonly state: LinkState
  /** HTTP status of the answer. */
  status: number
  /** Body of the answer. */
  body: unknown
  /** Sets headers of the answer. */
  set(headers: Record<string, string>): void
  /** Adds to the header `Vary`. */
  vary(name: string): void
}

/** What the guard adds to `ctx.state`. */
export interface LinkState {
  /** The grant of the request's link, once `requireLink` has let it pass. */
  link?: GuardedGrant
}

/** The same as the options' functions get it. For all the rest of Koa's own type, say `(ctx: Context) => …`. */
export interface KoaContext extends GuardedContext {
  /** The path, without the query. */
  readonly path: string
  /** Parameters of the route, where a router is used. */
  // biome-ignore lint/suspicious/noExplicitAny: what a router puts there, the route alone knows
  readonly params: any
  /** Parameters of the query. */
  // biome-ignore lint/suspicious/noExplicitAny: text, or a list if it is repeated: the client alone knows
  readonly query: any
}

/** What `requireLink` returns. */
export type LinkGuard = (ctx: GuardedContext, next: () => Promise<unknown>) => Promise<void>

/**
 * Middleware that lets a request pass only with a link that permits it. The grant is then `ctx.state.link`.
 *
 * @param links what `createLinks` returns
 * @param options `fileId`, and whatever else is to differ from its default
 * @throws TypeError where an option is unknown, missing or of a wrong type; RangeError where its value is wrong
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
  const guard = createGuard(links, options, (ctx: Ctx) => ({
    ...describeNodeRequest(ctx.req),
    method: ctx.method,
    url: ctx.originalUrl, // middleware that is mounted shortens `url`
    params: (ctx as { readonly params?: unknown }).params,
    address: () => ctx.ip,
    secure: () => ctx.secure,
  }))
  return async function linkGuard(ctx, next) {
    const answer = await guard(ctx as Ctx)
    if (answer.ok === false) {
      const { Vary, ...headers } = answer.headers
      ctx.set(headers)
      if (Vary !== undefined) ctx.vary(Vary)
      ctx.status = answer.status
      ctx.body = answer.body
      return
    }
    beforeHead(ctx.res, answer.complete) // Koa's error handler removes every header that is set before
    ctx.state.link = answer.grant
    await next()
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error where it has not run
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
