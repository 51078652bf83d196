import type { Links } from 'daypass'
import { UploadError } from 'daypass/http'
import Koa, { type Context } from 'koa'
import send from 'send'
import { fileIdOf } from '../shared/file-id.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { putFile } from '../shared/put-file.ts'
import { linkOf, requireLink } from './adapter.ts'

/** An app that serves the files of a folder to whoever has a link, and takes uploads. */
export function createApp(root: string, links: Links): Koa {
  const app = new Koa()
  app.silent = true // the answer says what went wrong
  app.use(answerUploadError)
  app.use(requireLink(links, { fileId: (ctx) => fileIdOf(ctx.originalUrl) }))
  app.use((ctx) => serveFile(root, ctx))
  return app
}

async function serveFile(root: string, ctx: Context): Promise<void> {
  const grant = linkOf(ctx)
  if (ctx.method === 'GET' || ctx.method === 'HEAD') {
    if ((await existingFile(root, grant.fileId)) === undefined) throw new HttpError(404)
    await sendFile(root, grant.fileId, ctx)
  } else if (ctx.method === 'PUT') {
    const status = await putFile(root, { grant, header: (name) => ctx.get(name), body: ctx.req })
    ctx.body = null
    ctx.status = status
  } else {
    throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
  }
}

/** Answers ranges and conditions, and keeps the headers of the guard. */
async function sendFile(root: string, fileId: string, ctx: Context): Promise<void> {
  ctx.status = 200 // Koa begins with 404
  ctx.respond = false
  try {
    await new Promise<void>((resolve, reject) => {
      send(ctx.req, encodeURI(fileId), { root }).on('error', reject).pipe(ctx.res).on('close', resolve)
    })
  } catch (error) {
    ctx.respond = true
    throw error
  }
}

async function answerUploadError(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof UploadError)) throw error
    ctx.status = error.status
    if (error.status === 413) ctx.set('Connection', 'close') // the rest of it would be read, however slowly it comes
    ctx.set({ 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json' })
    ctx.body = JSON.stringify({ status: error.status, code: error.code })
  }
}
