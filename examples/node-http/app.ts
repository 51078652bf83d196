import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Links } from 'daypass'
import send from 'send'
import { fileIdOf } from '../shared/file-id.ts'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { putFile } from '../shared/put-file.ts'
import { linkOf, requireLink } from './adapter.ts'

/** A listener that serves the files of a folder to whoever has a link, and takes uploads. */
export function createListener(
  root: string,
  links: Links,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  return requireLink(links, { fileId: (req) => fileIdOf(req.url ?? '') }, async (req, res) => {
    const grant = linkOf(req)
    if (req.method === 'GET' || req.method === 'HEAD') {
      if ((await existingFile(root, grant.fileId)) === undefined) throw new HttpError(404)
      const file = send(req, encodeURI(grant.fileId), { root })
      await Promise.race([once(file.pipe(res), 'close'), once(file, 'error').then(([error]) => Promise.reject(error))])
    } else if (req.method === 'PUT') {
      const header = (name: string): string | undefined => req.headers[name]?.toString()
      res.writeHead(await putFile(root, { grant, header, body: req })).end()
    } else {
      res.writeHead(405, { Allow: 'GET, HEAD, PUT', 'Cache-Control': 'no-store' }).end()
    }
  })
}
