import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/node'
import { endUnread } from '../shared/end-unread.ts'
import { fileIdOf } from '../shared/file-id.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import { putFile } from '../shared/put-file.ts'
import { sendFile } from '../shared/send-file.ts'

/** A listener that serves the files of a folder to anyone who has a link, and takes uploads. */
export function createListener(
  root: string,
  links: Links,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const guarded = requireLink(
    links,
    { fileId: (req) => fileIdOf(req.url ?? '') },
    async (req: IncomingMessage, res: ServerResponse) => {
      const grant = linkOf(req)
      if (req.method === 'GET' || req.method === 'HEAD') {
        const file = await existingFile(root, grant.fileId)
        if (file === undefined) throw new HttpError(404)
        await sendFile(file, { req, res }, mediaTypeOf(grant))
      } else if (req.method === 'PUT') {
        const header = (name: string): string | undefined => req.headers[name]?.toString()
        res.writeHead(await putFile(root, { grant, header, body: req })).end()
      } else {
        throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
      }
    },
  )
  return (req, res) => {
    endUnread(req, res)
    return guarded(req, res)
  }
}
