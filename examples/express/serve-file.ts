import { linkOf } from 'daypass/express'
import type { RequestHandler } from 'express'
import { existingFile } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'
import { putFile } from '../shared/put-file.ts'
import { sendFile } from '../shared/send-file.ts'

/** Sends or takes the file of a link that the guard has let pass. */
export function serveFile(root: string): RequestHandler {
  return async (req, res) => {
    const grant = linkOf(req)
    if (req.method === 'GET' || req.method === 'HEAD') {
      const file = await existingFile(root, grant.fileId)
      if (file === undefined) throw new HttpError(404)
      await sendFile(file, { req, res }, mediaTypeOf(grant))
    } else if (req.method === 'PUT') {
      const header = (name: string): string | undefined => req.headers[name]?.toString()
      res.status(await putFile(root, { grant, header, body: req })).end()
    } else {
      throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
    }
  }
}
