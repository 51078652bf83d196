// @fastify/multipart: one file in a form. The guard decides in `onRequest`, before the plugin reads a byte.
import multipart from '@fastify/multipart'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/fastify'
import { limitUpload } from 'daypass/http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { limitForm } from './form-size.ts'
import { type HttpError, httpError, sendError } from './http-error.ts'
import { discardFile, placeFile, receiveFile } from './received-file.ts'

// `fileSize` would be Fastify's `bodyLimit`, 1 MiB, if it were left out; the limit is that of the link.
const LIMITS = { fileSize: Number.POSITIVE_INFINITY, files: 1, fields: 10, fieldSize: 1000 }

/** `POST /inbox/:id` with a form that has one file in it. */
export async function createApp(links: Links, folder: string): Promise<FastifyInstance> {
  // Fastify's own answers to an unknown route or a bad URL would repeat the URL, and the link in it.
  const app = Fastify({ frameworkErrors: answerError })
  app.setNotFoundHandler((request, reply) => answerError(httpError(404, 'not-found'), request, reply))
  app.setErrorHandler(answerError)
  await app.register(multipart, { limits: LIMITS })
  app.post<{ Params: { id: string } }>(
    '/inbox/:id',
    requireLink(links, { perm: 'create', fileId: ({ params }) => params.id, uploadLimits: 'handler' }),
    async (request, reply) => {
      limitForm(request.raw, reply.raw, linkOf(request))
      const { temporary, note } = await receiveForm(request, folder)
      const isPlaced = await placeFile(temporary, folder, linkOf(request).fileId).finally(() => discardFile(temporary))
      if (!isPlaced) throw httpError(409, 'exists')
      return reply.code(201).send({ note })
    },
  )
  return app
}

/** Reads a form to its end, and leaves its file in the folder; nothing if anything in the form is wrong. */
async function receiveForm(request: FastifyRequest, folder: string): Promise<{ temporary: string; note: unknown }> {
  let temporary: string | undefined
  let note: unknown
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        temporary = await receiveFile(folder, limitUpload(part.file, linkOf(request), part.mimetype))
      } else if (part.valueTruncated) throw httpError(400, 'bad-form')
      else if (part.fieldname === 'note') note = part.value
    }
    if (temporary === undefined) throw httpError(400, 'file-required')
    return { temporary, note }
  } catch (error) {
    request.raw.unpipe().resume() // the rest of the form, or the connection could not be used again
    if (temporary !== undefined) await discardFile(temporary)
    throw error
  }
}

/** Errors of the parser have no status: they are about the form. Those of the file system have a `syscall`. */
function answerError(
  error: HttpError & { readonly statusCode?: number; readonly syscall?: string },
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.status ?? error.statusCode ?? (error.syscall === undefined ? 400 : 500)
  reply.hijack()
  sendError(reply.raw, httpError(status, error.code ?? 'bad-form'))
}
