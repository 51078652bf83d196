/** The guard for Fastify 5. */

import {
  beforeHead,
  createGuard,
  describeNodeRequest,
  type GuardedGrant,
  type GuardLinks,
  type GuardOptions,
} from 'daypass/http'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The grant of the request's link, after `requireLink` has let the request pass. */
    link?: GuardedGrant
  }
}

/** The request that the functions in the options are called with. */
export interface GuardedRequest extends FastifyRequest {
  /** Parameters of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: it depends on the route
  readonly params: any
}

/** The route options that `requireLink` returns: the second argument of `app.get` and similar methods. */
export interface LinkRoute {
  readonly onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

/**
 * Options of a route that runs only for a request with a link that allows it. The grant is then `request.link`. The guard runs in
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
export function requireLink<Perm extends string = never>(
  links: GuardLinks<Perm>,
  options: GuardOptions<GuardedRequest, Perm>,
): LinkRoute {
  const guard = createGuard(links, options, (request: GuardedRequest) =>
    describeNodeRequest(request.raw, {
      method: request.method,
      url: request.originalUrl,
      params: request.params,
      address: () => request.ip,
      secure: () => request.protocol === 'https',
    }),
  )
  return {
    onRequest: async function linkGuard(request, reply) {
      const answer = await guard(request as GuardedRequest)
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
export function linkOf(request: { readonly link?: GuardedGrant }): GuardedGrant {
  if (request.link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return request.link
}
