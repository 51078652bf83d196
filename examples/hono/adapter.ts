/**
 * The guard for Hono 4, on any runtime.
 *
 * @module daypass/hono
 */

import {
  createGuard,
  type GuardedGrant,
  type GuardLinks,
  type GuardOptions,
  type RuntimeResponse,
  type WebRequest,
} from 'daypass/http'

/** The variable that the guard sets. With `new Hono<{ Variables: LinkVariables }>()`, `c.get('link')` and `c.var.link` have its type. */
export interface LinkVariables {
  /** The grant of the request's link, after `requireLink` has let the request pass. */
  link: GuardedGrant
}

/** The part of a context's request that the guard reads. */
export interface GuardedRequest {
  /** The method, in capitals. */
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  /** The request of the runtime. */
  readonly raw: Pick<WebRequest, 'headers' | 'body'>
  /** Parameters of the route. */
  param(): unknown
}

/** The part of a context of Hono 4 that the guard reads and writes. */
export interface GuardedContext {
  /** The request. */
  readonly req: GuardedRequest
  /** Whether there is an answer. */
  readonly finalized: boolean
  /** The answer. */
  get res(): RuntimeResponse
  /** Replaces the answer; undefined lets go of the one before, and of its headers. */
  set res(response: RuntimeResponse | undefined)
  /** Reads a variable of the request. */
  get(name: never): unknown
  /** Sets a variable of the request. */
  set(name: string, value: unknown): void
  /** Sets a header of the answer. */
  header(name: string, value: string, options: { readonly append: boolean }): void
  /** Makes an answer. */
  body(text: string, status: number): unknown
}

/** The request of a context that a route has matched. */
export interface RoutedRequest extends GuardedRequest {
  /** The path, without the query. */
  readonly path: string
  /** Returns the value of a header. */
  header(name: string): string | undefined
  /** Returns a parameter of the query. */
  query(name: string): string | undefined
  /** Returns a parameter of the route. A misspelt one is detected when a request arrives. */
  param(name: string): string
  /** Returns all parameters of the route. */
  param(): Record<string, string>
}

/** The context that the functions in the options are called with. For everything else in Hono's type, write `(c: Context) => …`. */
export interface RoutedContext extends GuardedContext {
  /** The request. */
  readonly req: RoutedRequest
  /** What the runtime hands to the application. */
  // biome-ignore lint/suspicious/noExplicitAny: it depends on the runtime and the application
  readonly env: any
}

/** The middleware that `requireLink` returns. */
export type LinkGuard = (c: GuardedContext, next: () => Promise<void>) => Promise<RuntimeResponse | undefined>

/**
 * Middleware that lets a request pass only with a link that allows it. The grant is then `linkOf(c)`, and also the
 * variable `link` of the context.
 *
 * Hono does not know the client's address, and the client may have chosen the scheme of the URL. Links that are restricted to addresses
 * or to https are refused unless the options `address` and `secure` return what the runtime knows.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options `fileId`, and any other options of the guard
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * import { Hono } from 'hono'
 *
 * const app = new Hono()
 * app.get('/files/:id', requireLink(links, { fileId: (c) => c.req.param('id') }), (c) => c.text(linkOf(c).fileId))
 * const answer = await app.request(`/files/7?token=${links.sign('7', 'read', '4h')}`)
 * console.log(answer.status, await answer.text()) // 200 7
 * ```
 */
export function requireLink<Perm extends string = never, Ctx extends GuardedContext = RoutedContext>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Ctx, Perm>,
): LinkGuard {
  const guard = createGuard(links, options, (c: Ctx) => ({
    method: c.req.method,
    url: c.req.url,
    headers: c.req.raw.headers,
    hasBody: () => c.req.raw.body !== null,
    params: c.req.param(),
  }))
  return async function linkGuard(c, next) {
    const answer = await guard(c as Ctx)
    if (answer.ok === false) {
      // On the context, because headers that are already set there would replace those of a `Response`.
      for (const [name, value] of Object.entries(answer.headers))
        c.header(name, value, { append: name === 'Vary' || name === 'Set-Cookie' })
      return c.body(answer.body, answer.status) as RuntimeResponse
    }
    c.set('link', answer.grant)
    await next()
    if (!c.finalized) return undefined // the handler has returned nothing, and Hono says so
    const response = c.res
    if (response.status < 200) return undefined // a network error, or a runtime's switch to another protocol
    // The headers of a response that was fetched cannot be changed. Made of the response, the new one also has what runtimes add to it.
    const completed = new Response(response.body, response)
    answer.complete(response.status, completed.headers)
    c.res = undefined // otherwise Hono copies the old headers to the new answer
    c.res = completed
    return undefined // `c.res` is the answer
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error if `requireLink` has not run
 * @example
 * ```ts
 * import { Hono } from 'hono'
 *
 * const app = new Hono()
 * app.use(requireLink(links, { fileId: () => '7' }))
 * app.get('/', (c) => c.json(linkOf(c).perms))
 * const answer = await app.request(`/?token=${links.sign('7', 'read', '4h')}`)
 * console.log(await answer.text()) // ["read"]
 * ```
 */
export function linkOf(c: Pick<GuardedContext, 'get'>): GuardedGrant {
  const link = c.get('link' as never) as GuardedGrant | undefined
  if (link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return link
}
