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
    /** The grant of the request's link, once `requireLink` has let it pass. */
    link?: GuardedGrant
  }
}

/** Fastify's request as the options' functions get it. */
export interface GuardedRequest extends FastifyRequest {
  /** Parameters of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: the route alone knows
  readonly params: any
}

/** What `requireLink` returns: the second argument of `app.get` and its like. */
export interface LinkRoute {
  readonly onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

/**
 * Options of a route that a request reaches only with a link that permits it. The grant is then `request.link`. It is decided in
 * `onRequest`, before a byte of the body is read: `preHandler` would be too late.
 *
 * @param links what `createLinks` returns
 * @param options `fileId`, and whatever else is to differ from its default
 * @throws TypeError where an option is unknown, missing or of a wrong type; RangeError where its value is wrong
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
  const guard = createGuard(links, options, (request: GuardedRequest) => ({
    ...describeNodeRequest(request.raw),
    method: request.method,
    url: request.originalUrl,
    params: request.params,
    address: () => request.ip,
    secure: () => request.protocol === 'https',
  }))
  return {
    onRequest: async function linkGuard(request, reply) {
      const answer = await guard(request as GuardedRequest)
      if (answer.ok === false) {
        const { Vary, ...headers } = answer.headers
        reply.headers(headers)
        // `reply.header` replaces: what an earlier hook has set, as that for CORS does, must stay.
        if (Vary !== undefined) reply.header('Vary', [reply.getHeader('Vary') ?? [], Vary].flat().join(', '))
        // As bytes: to text Fastify adds a charset, which JSON does not have (RFC 8259, section 11).
        return reply.code(answer.status).send(Buffer.from(answer.body))
      }
      beforeHead(reply.raw, answer.complete)
      request.link = answer.grant
      return undefined // the handler's turn
    },
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error where it has not run
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
