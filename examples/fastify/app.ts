import type { Readable } from 'node:stream'
import type { Links } from 'daypass'
import { UploadError } from 'daypass/http'
import Fastify, { type FastifyInstance } from 'fastify'
import { fileIdOf } from '../shared/file-id.ts'
import { fileResponse } from '../shared/file-response.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { putFile } from '../shared/put-file.ts'
import { linkOf, requireLink } from './adapter.ts'

/** An app that serves the files of a folder to whoever has a link, and takes uploads. */
export function createApp(root: string, links: Links): FastifyInstance {
  const app = Fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body)) // uploads are streams, of whatever type
  app.setErrorHandler(async (error: Partial<HttpError>, _request, reply) => {
    const status = error.status ?? 500
    const code = error instanceof UploadError ? error.code : undefined
    return reply.code(status).type('application/problem+json').send({ status, code })
  })

  app.all(
    '/files/*',
    requireLink(links, { fileId: ({ originalUrl }) => fileIdOf(originalUrl) }),
    async (request, reply) => {
      const grant = linkOf(request)
      const { method } = request
      if (method === 'GET' || method === 'HEAD') {
        const path = await existingFile(root, grant.fileId)
        if (path === undefined) throw new HttpError(404)
        return reply.send(
          await fileResponse(path, { method, headers: new Headers(request.headers as Record<string, string>) }),
        )
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
