/**
 * The guard for Fastify 5.
 *
 * @module daypass/fastify
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

/** The part of a request of Fastify 5 that the guard reads and writes. */
export interface GuardedRequest {
  /** Node's request. */
  readonly raw: NodeRequest
  /** The method, in capitals. */
  readonly method: string
  /** The original request target, also if `rewriteUrl` has changed it. */
  readonly originalUrl: string
  /** The client's address, according to the setting `trustProxy`. */
  readonly ip: string
  /** `https` or `http`, according to the setting `trustProxy`. */
  readonly protocol: string
  /** The grant of the request's link, after `requireLink` has let the request pass. */
  link?: GuardedGrant
}

/** The part of a reply of Fastify 5 that the guard reads and writes. */
export interface GuardedReply {
  /** Node's response. */
  readonly raw: NodeResponse
  /** Returns the value of a header that is set. */
  getHeader(name: string): number | string | readonly string[] | undefined
  /** Sets a header, in place of its previous values. */
  header(name: string, value: string): unknown
  /** Sets headers of the answer. */
  headers(headers: Record<string, string>): unknown
  /** Sets the HTTP status of the answer. */
  code(status: number): GuardedReply
  /** Sends the body and ends the answer. */
  send(body: Uint8Array): unknown
}

/**
 * The request that the functions in the options are called with. For everything else in Fastify's type, write
 * `(request: FastifyRequest) => …`.
 */
export interface RoutedRequest extends GuardedRequest {
  /** The request target. */
  readonly url: string
  /** Headers of the request, with names in lower case. */
  readonly headers: NodeRequest['headers']
  /** Parameters of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: it depends on the route
  readonly params: any
  /** Parameters of the query. */
  // biome-ignore lint/suspicious/noExplicitAny: text, or a list if it is repeated; it depends on the client
  readonly query: any
}

/** The route options that `requireLink` returns: the second argument of `app.get` and similar methods. */
export interface LinkRoute {
  /** The hook that refuses requests. */
  readonly onRequest: (request: GuardedRequest, reply: GuardedReply) => Promise<unknown>
}

/**
 * Options of a route that runs only for a request with a link that allows it. The grant is then `linkOf(request)`, and also
 * `request.link`, which an application that wants to use it declares as a member of Fastify's `FastifyRequest`. The guard runs in
 * `onRequest`, before the body is read; `preHandler` would be too late.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options `fileId`, and any other options of the guard
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * import Fastify from 'fastify'
 *
 * const app = Fastify()
 * app.get('/files/:id', requireLink(links, { fileId: (request) => request.params.id }), async (request) => {
 *   return linkOf(request).fileId
 * })
 * const answer = await app.inject(`/files/7?token=${links.sign('7', 'read', '4h')}`)
 * console.log(answer.statusCode, answer.body) // 200 7
 * ```
 */
export function requireLink<Perm extends string = never, Req extends GuardedRequest = RoutedRequest>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Req, Perm>,
): LinkRoute {
  const guard = createGuard(links, options, (request: Req) =>
    describeNodeRequest(request.raw, {
      method: request.method,
      url: request.originalUrl,
      params: (request as { readonly params?: unknown }).params,
      address: () => request.ip,
      secure: () => request.protocol === 'https',
    }),
  )
  return {
    onRequest: async function linkGuard(request, reply) {
      const answer = await guard(request as Req)
      if (answer.ok === false) {
        const { Vary, ...headers } = answer.headers
        reply.headers(headers) // `Set-Cookie` is added to the cookies that are there
        // `reply.header` replaces a header, but a value from an earlier hook, such as that for CORS, must stay.
        if (Vary !== undefined) reply.header('Vary', [reply.getHeader('Vary') ?? [], Vary].flat().join(', '))
        // As bytes, because Fastify adds a charset to text, and JSON does not have one (RFC 8259, section 11).
        return reply.code(answer.status).send(Buffer.from(answer.body))
      }
      beforeHead(reply.raw, answer.complete)
      request.link = answer.grant
      return undefined // the handler runs
    },
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error if `requireLink` has not run
 * @example
 * ```ts
 * import Fastify from 'fastify'
 *
 * const app = Fastify()
 * app.get('/files/:id', async (request) => linkOf(request).fileId) // without a guard
 * console.log((await app.inject('/files/7')).statusCode) // 500
 * ```
 */
export function linkOf(request: GuardedRequest): GuardedGrant {
  if (request.link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return request.link
}
