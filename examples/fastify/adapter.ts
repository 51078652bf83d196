/** The guard for Fastify 5. */

import type { Grant } from 'daypass'
import { createGuard, type GuardLinks, type GuardOptions } from 'daypass/http'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The grant of the request's link, once `requireLink` has let it pass. */
    link?: Grant
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
  readonly onError: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
}

// What Fastify keeps on the answer where a handler fails, and would say of its error what is true of the file alone.
const OF_THE_FILE = ['Content-Disposition', 'Content-Language', 'Content-Encoding', 'Content-Security-Policy']

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
    method: request.method,
    url: request.originalUrl,
    headers: request.headers,
    rawHeaders: request.raw.rawHeaders,
    httpVersion: request.raw.httpVersion,
    params: request.params,
    address: () => request.ip,
    secure: () => request.protocol === 'https',
  }))
  return {
    onRequest: async function linkGuard(request, reply) {
      const answer = await guard(request as GuardedRequest)
      const { Vary, ...headers } = answer.headers
      reply.headers(headers)
      // `reply.header` replaces: what a hook before said, as that for CORS does, must stay.
      if (Vary !== undefined) reply.header('Vary', [reply.getHeader('Vary') ?? [], Vary].flat().join(', '))
      // As bytes: to text Fastify adds a charset, which JSON does not have (RFC 8259, section 11).
      if (!answer.ok) return reply.code(answer.status).send(Buffer.from(answer.body))
      request.link = answer.grant
      return undefined // the handler's turn
    },
    onError: async function forgetFile(_request, reply) {
      for (const name of OF_THE_FILE) reply.removeHeader(name)
      reply.header('Cache-Control', 'no-store')
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
export function linkOf(request: { readonly link?: Grant }): Grant {
  if (request.link === undefined) throw new Error('linkOf: requireLink has not run for this request')
  return request.link
}
