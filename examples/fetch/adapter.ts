/**
 * The guard for handlers that take a `Request` and return a `Response`: Next.js, Deno, Bun, Workers.
 *
 * @module daypass/fetch
 */

import {
  createGuard,
  type GuardedGrant,
  type GuardLinks,
  type GuardOptions,
  type RuntimeRequest,
  type RuntimeResponse,
  type WebRequest,
} from 'daypass/http'

/** A handler as the runtime calls it: with the request, and with any further arguments. */
export type Handler<More extends readonly unknown[] = [], Req = RuntimeRequest> = (
  request: Req,
  ...more: More
) => RuntimeResponse | Promise<RuntimeResponse>

/** All arguments of a handler: the argument of the functions in the options. */
export type Call<More extends readonly unknown[] = [], Req = RuntimeRequest> = readonly [request: Req, ...more: More]

const grants = new WeakMap<WebRequest, GuardedGrant>()

/**
 * A handler that runs only for a request with a link that allows it. The grant is then `linkOf(request)`.
 *
 * A `Request` does not contain the client's address, and the client may have chosen the scheme of its URL. Links that are restricted to
 * addresses or to https are refused unless the options `address` and `secure` return what the runtime knows.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options `fileId`, and any other options of the guard
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * const fileId = ([request]: readonly [Request]) => new URL(request.url).pathname.slice(1)
 * const download = requireLink(links, { fileId }, (request) => new Response(linkOf(request).fileId))
 * const answer = await download(new Request(`https://files.example/7?token=${links.sign('7', 'read', '4h')}`))
 * console.log(answer.status, await answer.text()) // 200 7
 * ```
 */
export function requireLink<
  More extends readonly unknown[],
  Perm extends string = never,
  Req extends WebRequest = RuntimeRequest,
>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Call<More, Req>, Perm>,
  handler: Handler<More, Req>,
): (request: Req, ...more: More) => Promise<RuntimeResponse> {
  const guard = createGuard(links, options, ([request]: Call<More, Req>) => ({
    method: request.method,
    url: request.url,
    headers: request.headers,
    hasBody: () => request.body !== null,
    params: (request as { readonly params?: unknown }).params, // set by the routes of Bun
  }))
  return async function linkedHandler(request, ...more) {
    const answer = await guard([request, ...more])
    if (answer.ok === false) return new Response(answer.body, { status: answer.status, headers: answer.headers })
    grants.set(request, answer.grant)
    const response = await handler(request, ...more)
    if (response.status < 200) return response // a network error, or a switch to another protocol
    // The headers of a response that was fetched cannot be changed. Made of the response, the new one also has what runtimes add to it.
    const completed = new Response(response.body, response)
    answer.complete(response.status, completed.headers)
    return completed
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error if `requireLink` has not let the request pass
 * @example
 * ```ts
 * const download = requireLink(links, { fileId: () => '7' }, (request) => new Response(linkOf(request).keyId))
 * const answer = await download(new Request(`https://files.example/?token=${links.sign('7', 'read', '4h')}`))
 * console.log(await answer.text()) // 2026-11
 * ```
 */
export function linkOf(request: WebRequest): GuardedGrant {
  const grant = grants.get(request)
  if (grant === undefined) throw new Error('linkOf: requireLink has not let this request pass')
  return grant
}
