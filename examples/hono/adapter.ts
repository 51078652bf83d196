/** The guard for Hono 4, on any runtime. */

import { createGuard, type GuardedGrant, type GuardLinks, type GuardOptions } from 'daypass/http'
import type { Context, Env, MiddlewareHandler } from 'hono'

/** The variable that the guard sets: `c.get('link')`. */
export interface LinkVariables {
  /** The grant of the request's link, after `requireLink` has let the request pass. */
  link: GuardedGrant
}

/** The context that the functions in the options are called with. A misspelt parameter is detected when a request arrives. */
export type GuardedContext<E extends Env> = { readonly req: { param(name: string): string } } & Context<E>

/**
 * Middleware that lets a request pass only with a link that allows it. The grant is then `c.get('link')`.
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
// biome-ignore lint/suspicious/noExplicitAny: Hono's default for the environment of an application
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
      // On the context, because headers that are already set there would replace those of a `Response`.
      for (const [name, value] of Object.entries(answer.headers))
        c.header(name, value, { append: name === 'Vary' || name === 'Set-Cookie' })
      return c.body(answer.body, answer.status as 400)
    }
    c.set('link', answer.grant)
    await next()
    const { body, status, statusText, headers } = c.res
    if (status < 200) return undefined // a network error, or a runtime's switch to another protocol
    const completed = new Headers(headers) // those of a response that was fetched cannot be changed
    answer.complete(status, completed)
    c.res = undefined // otherwise Hono copies the old headers to the new answer
    c.res = new Response(body, { status, statusText, headers: completed })
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
export function linkOf(c: { readonly get: (name: 'link') => GuardedGrant | undefined }): GuardedGrant {
  const link = c.get('link')
  if (link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return link
}
