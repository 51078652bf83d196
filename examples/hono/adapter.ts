/** The guard for Hono 4, on any runtime. */

import { createGuard, type GuardedGrant, type GuardLinks, type GuardOptions } from 'daypass/http'
import type { Context, Env, MiddlewareHandler } from 'hono'

/** What the guard adds to the context's variables: `c.get('link')`. */
export interface LinkVariables {
  /** The grant of the request's link, once `requireLink` has let it pass. */
  link: GuardedGrant
}

/** Hono's context as the options' functions get it. A parameter that the route does not have is found out when it is used. */
export type GuardedContext<E extends Env> = { readonly req: { param(name: string): string } } & Context<E>

/**
 * Middleware that lets a request pass only with a link that permits it. The grant is then `c.get('link')`.
 *
 * Hono does not know where a request comes from, and the scheme of its address can be the client's claim. Links for some addresses or
 * https alone are refused unless the options `address` and `secure` say what the runtime knows.
 *
 * @param links what `createLinks` returns
 * @param options `fileId`, and whatever else is to differ from its default
 * @throws TypeError where an option is unknown, missing or of a wrong type; RangeError where its value is wrong
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
// biome-ignore lint/suspicious/noExplicitAny: Hono's own default for what the application alone knows
export function requireLink<Perm extends string = never, E extends Env = any>(
  links: GuardLinks<Perm>,
  options: GuardOptions<GuardedContext<E>, Perm>,
): MiddlewareHandler<{ Variables: LinkVariables }> {
  const guard = createGuard(links, options, (c: GuardedContext<E>) => ({
    method: c.req.method,
    url: c.req.url,
    headers: c.req.raw.headers,
    hasBody: () => c.req.raw.body !== null,
    params: c.req.param(),
  }))
  return async function linkGuard(c, next) {
    const answer = await guard(c as unknown as GuardedContext<E>)
    if (answer.ok === false) {
      // On the context: headers that were set there before would replace those of a `Response`.
      for (const [name, value] of Object.entries(answer.headers)) c.header(name, value, { append: name === 'Vary' })
      return c.body(answer.body, answer.status as 400)
    }
    c.set('link', answer.grant)
    await next()
    const { body, status, statusText, headers } = c.res
    if (status < 200) return undefined // a network error, or a runtime's switch to another protocol
    const completed = new Headers(headers) // those of a response that was fetched cannot be changed
    answer.complete(status, completed)
    c.res = undefined // or Hono would put the old headers on the new answer
    c.res = new Response(body, { status, statusText, headers: completed })
    return undefined // `c.res` is the answer
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error where it has not run
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
export function linkOf(c: { readonly get: (name: 'link') => GuardedGrant | undefined }): GuardedGrant {
  const link = c.get('link')
  if (link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return link
}
