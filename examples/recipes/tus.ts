// tus: a file in pieces, resumable. Its size and type are known when the upload is made, and are checked then; the server holds every
// PATCH to the size. An upload belongs to one link: its id begins with a hash of the link.
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { EVENTS, Server, type ServerOptions } from '@tus/server'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import { limitUpload, UploadError, withLink } from 'daypass/http'
import express, { type Express, type Request } from 'express'
import { type HttpError, httpError } from './http-error.ts'
import { placeFile } from './received-file.ts'

type TusRequest = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[0]
type Upload = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[1]

const DAY = 24 * 60 * 60 * 1000

/** `POST /uploads/:id?token=…` makes an upload; `HEAD` and `PATCH` of the URL in its `Location` continue it. */
export function createApp(links: Links, folder: string): Express {
  const store = new FileStore({ directory: join(folder, '.incoming'), expirationPeriodInMilliseconds: DAY })
  const server = new Server({
    path: '/uploads',
    datastore: store,
    // With the link, for a client that follows the URL as it is.
    generateUrl: (req, { id }) => withLink(`/uploads/${encodeURIComponent(grantOf(req).fileId)}/${id}`, tokenOf(req)),
    getFileIdFromRequest: (req) => requestOf(req).params.upload?.toString(),
    namingFunction: (req) => `${linkIdOf(req)}-${randomUUID()}`,
    onIncomingRequest: async (req, id) => {
      if (!id.startsWith(`${linkIdOf(req)}-`)) throw httpError(404, 'not-found') // an upload of another link
    },
    maxSize: (req) => grantOf(req).upload?.maxBytes ?? 0,
    onUploadCreate: checkUpload,
    onUploadFinish: async (req, { id, storage }) => {
      if (await placeFile(storage?.path ?? '', folder, grantOf(req).fileId)) return {}
      await store.remove(id)
      throw httpError(409, 'exists')
    },
    onResponseError: (_req, error: Partial<HttpError & { readonly status_code: number; readonly body: string }>) => ({
      status_code: error.status_code ?? error.status ?? 500,
      body: error.body ?? (error.status === undefined ? '' : (error.code ?? '')),
    }),
  })
  // Not in `onUploadFinish`: tus looks at the upload once more after it.
  server.on(EVENTS.POST_FINISH, (_req, _res, { id }) => void store.remove(id).catch(console.error))
  setInterval(() => server.cleanUpExpiredUploads().catch(console.error), DAY).unref() // uploads that nobody finished

  const guard = requireLink(links, {
    perm: 'create',
    tokenFrom: ['query'],
    fileId: (req) => req.params.id,
    uploadLimits: 'handler',
  })
  const app = express()
  // No more than these: tus would also delete uploads, and let a link that may only create read what it has uploaded.
  app.post('/uploads/:id', guard, (req, res) => server.handle(req, res))
  app.head('/uploads/:id/:upload', guard, (req, res) => server.handle(req, res))
  app.patch('/uploads/:id/:upload', guard, (req, res) => server.handle(req, res))
  return app
}

/** Refuses an upload before anything of it is stored. */
async function checkUpload(req: TusRequest, { size, metadata }: Upload): Promise<object> {
  // The first bytes may come along (tus 1.0, Creation With Upload). Refused later, they would stay where no client can reach them.
  const withBytes = req.headers.get('content-type') === 'application/offset+octet-stream'
  const length = withBytes ? Number(req.headers.get('content-length') ?? Number.POSITIVE_INFINITY) : 0
  if (length > (size ?? Number.POSITIVE_INFINITY)) throw new UploadError('upload-too-large')
  const { upload: limits } = grantOf(req)
  if (limits === undefined) return {}
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY, contentTypes } = limits
  if (size === undefined) throw httpError(411, 'length-required') // Upload-Defer-Length: the length would come too late
  if (size > maxBytes) throw new UploadError('upload-too-large')
  if (size < minBytes) throw new UploadError('upload-too-small')
  if (contentTypes === undefined) return {}
  // There are no bytes yet, but limitUpload compares the type first. `filetype` is what tus clients call it.
  for await (const _ of limitUpload(nothing(), { upload: { contentTypes } }, metadata?.filetype ?? ''));
  return {}
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Express's request, of which tus makes one of the Fetch API. */
function requestOf(req: TusRequest): Request {
  return req.runtime?.node?.req as unknown as Request
}

function grantOf(req: TusRequest): ReturnType<typeof linkOf> {
  return linkOf(requestOf(req))
}

/** The guard has seen to it that there is one, and in the query. */
function tokenOf(req: TusRequest): string {
  return new URL(req.url).searchParams.get('token') as string
}

function linkIdOf(req: TusRequest): string {
  return createHash('sha256').update(tokenOf(req)).digest('hex')
}
