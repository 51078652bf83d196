import { getConnInfo } from '@hono/node-server/conninfo'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/hono'
import { type Context, Hono } from 'hono'
import { fileIdOf } from '../shared/file-id.ts'
import { fileResponse } from '../shared/file-response.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import type { NodeBindings } from '../shared/node-server.ts'
import { putFile } from '../shared/put-file.ts'

/** An app that serves the files of a folder to anyone who has a link, and takes uploads. It runs on Node. */
export function createApp(root: string, links: Links): Hono {
  const app = new Hono()
  const guard = requireLink(links, {
    fileId: (c) => fileIdOf(c.req.url),
    address: (c) => getConnInfo(c).remote.address,
    secure: (c: Context<{ Bindings: NodeBindings }>) => 'encrypted' in c.env.incoming.socket,
  })
  app.all('/files/*', guard, async (c) => {
    const grant = linkOf(c)
    const { method } = c.req
    if (method === 'GET' || method === 'HEAD') {
      const file = await existingFile(root, grant.fileId)
      return file === undefined ? c.notFound() : fileResponse(file, c.req.raw, mediaTypeOf(grant))
    }
    if (method !== 'PUT') return c.body(null, 405, { Allow: 'GET, HEAD, PUT' })
    const body = c.req.raw.body ?? new Blob([]).stream()
    return c.body(null, await putFile(root, { grant, header: (name) => c.req.header(name), body }))
  })
  app.onError((error, c) => {
    const { status, headers } = error instanceof HttpError ? error : new HttpError(500)
    return c.json({ status }, { status: status as 400, headers: { ...headers, 'Cache-Control': 'no-store' } })
  })
  return app
}
