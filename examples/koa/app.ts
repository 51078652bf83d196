import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/koa'
import Koa, { type Context } from 'koa'
import { endUnread } from '../shared/end-unread.ts'
import { fileIdOf } from '../shared/file-id.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import { putFile } from '../shared/put-file.ts'
import { sendFile } from '../shared/send-file.ts'

/** An app that serves the files of a folder to anyone who has a link, and takes uploads. */
export function createApp(root: string, links: Links): Koa {
  const app = new Koa()
  app.silent = true // Koa would print each refusal of the app
  app.use((ctx, next) => {
    endUnread(ctx.req, ctx.res)
    return next()
  })
  app.use(requireLink(links, { fileId: (ctx) => fileIdOf(ctx.originalUrl) }))
  app.use((ctx) => serveFile(root, ctx))
  return app
}

async function serveFile(root: string, ctx: Context): Promise<void> {
  const grant = linkOf(ctx)
  if (ctx.method === 'GET' || ctx.method === 'HEAD') {
    const file = await existingFile(root, grant.fileId)
    if (file === undefined) throw new HttpError(404)
    ctx.respond = false
    await sendFile(file, ctx, mediaTypeOf(grant))
  } else if (ctx.method === 'PUT') {
    const status = await putFile(root, { grant, header: (name) => ctx.get(name), body: ctx.req })
    ctx.body = null
    ctx.status = status
  } else {
    throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
  }
}
