import type { Readable } from 'node:stream'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/fastify'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { endUnread } from '../shared/end-unread.ts'
import { fileIdOf } from '../shared/file-id.ts'
import { fileResponse } from '../shared/file-response.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import { putFile } from '../shared/put-file.ts'

/** An app that serves the files of a folder to anyone who has a link, and takes uploads. */
export function createApp(root: string, links: Links): FastifyInstance {
  // Fastify's own answers to what has no route, or no readable address, would repeat the address, and with it the link.
  // A parameter may have 100 characters by default: a token has up to 2,048, and so has a file id that is escaped.
  const app = Fastify({ frameworkErrors: answerError, routerOptions: { maxParamLength: 2048 } })
  app.addHook('onRequest', async (request, reply) => endUnread(request.raw, reply.raw))
  app.setNotFoundHandler((request, reply) => answerError(new HttpError(404), request, reply))
  app.setErrorHandler(answerError)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body)) // uploads are streams, of whatever type
  app.all(
    '/files/*',
    requireLink(links, { fileId: ({ originalUrl }) => fileIdOf(originalUrl) }),
    async (request, reply) => {
      const grant = linkOf(request)
      const { method } = request
      if (method === 'GET' || method === 'HEAD') {
        const file = await existingFile(root, grant.fileId)
        if (file === undefined) throw new HttpError(404)
        const headers = new Headers(request.headers as Record<string, string>)
        return reply.send(await fileResponse(file, { method, headers }, mediaTypeOf(grant)))
      }
      if (method !== 'PUT') {
        reply.header('Allow', 'GET, HEAD, PUT')
        throw new HttpError(405)
      }
      const header = (name: string): string | undefined => request.headers[name]?.toString()
      // Without a type there was nothing for a parser to do.
      const body = (request.body as Readable | undefined) ?? request.raw
      return reply.code(await putFile(root, { grant, header, body })).send()
    },
  )
  return app
}

/** Fastify's own errors have a `statusCode`. Of an error's text, nothing is shown. */
function answerError(
  error: { readonly status?: number; readonly statusCode?: number },
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.status ?? error.statusCode ?? 500
  reply.header('Cache-Control', 'no-store')
  reply.code(status).type('application/problem+json').send({ status })
}
