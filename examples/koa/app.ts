import type { Links } from 'daypass'
import { limitUpload, UploadError } from 'daypass/http'
import Koa, { type Context } from 'koa'
import send from 'send'
import { existingFile, pathOf } from '../shared/files.ts'
import { store } from '../shared/store.ts'
import { linkOf, requireLink } from './adapter.ts'

/** An app that serves the files of a folder to whoever has a link, and takes uploads. */
export function createApp(root: string, links: Links): Koa {
  const app = new Koa()
  app.silent = true // the answer says what went wrong
  app.use(answerUploadError)
  app.use(requireLink(links, { fileId: fileIdOf }))
  app.use((ctx) => serveFile(root, ctx))
  return app
}

function fileIdOf(ctx: Context): string {
  try {
    return decodeURIComponent(ctx.path.slice('/files/'.length))
  } catch {
    return ctx.throw(400)
  }
}

async function serveFile(root: string, ctx: Context): Promise<void> {
  const grant = linkOf(ctx)
  const isDownload = ctx.method === 'GET' || ctx.method === 'HEAD'
  const path = await (isDownload ? existingFile : pathOf)(root, grant.fileId)
  if (path === undefined) ctx.throw(404)
  if (isDownload) {
    await sendFile(root, grant.fileId, ctx)
  } else if (ctx.method === 'PUT') {
    if (ctx.get('Content-Range') !== '') ctx.throw(400) // a part is no file (RFC 9110, section 14.5)
    const mayReplace = grant.perms.includes('write') && ctx.get('If-None-Match') !== '*'
    const stored = await store(path, limitUpload(ctx.req, grant), mayReplace)
    ctx.body = null
    ctx.status = { created: 201, replaced: 204, exists: 412 }[stored]
  } else {
    ctx.throw(405, { headers: { Allow: 'GET, HEAD, PUT' } })
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
    ctx.set({ 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json' })
    ctx.body = JSON.stringify({ status: error.status, code: error.code })
  }
}
