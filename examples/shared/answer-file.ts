import type { Grant } from 'daypass'
import { existingFile } from './files.ts'
import { HttpError } from './http-error.ts'
import { mediaTypeOf } from './media-type.ts'
import { putFile } from './put-file.ts'
import { type Exchange, sendFile } from './send-file.ts'

/**
 * Sends or takes the file of a link that the guard has let pass.
 * @throws HttpError if there is no such file, or for another method than GET, HEAD and PUT; what `sendFile` and `putFile` throw
 */
export async function answerFile(root: string, grant: Grant, { req, res }: Exchange): Promise<void> {
  if (req.method === 'GET' || req.method === 'HEAD') {
    await sendGranted(root, grant, { req, res })
  } else if (req.method === 'PUT') {
    const header = (name: string): string | undefined => req.headers[name]?.toString()
    res.writeHead(await putFile(root, { grant, header, body: req })).end()
  } else {
    throw new HttpError(405, { Allow: 'GET, HEAD, PUT' })
  }
}

/**
 * Sends the file of a link.
 * @throws HttpError if there is no such file; what `sendFile` throws
 */
export async function sendGranted(root: string, grant: Grant, exchange: Exchange): Promise<void> {
  const file = await existingFile(root, grant.fileId)
  if (file === undefined) throw new HttpError(404)
  await sendFile(file, exchange, mediaTypeOf(grant))
}
