// The size of a whole form. `limitUpload` measures the file in it; what surrounds the file has no end by itself.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Grant } from 'daypass'
import { httpError, sendError } from './http-error.ts'

/** For boundaries, the headers of parts, and the fields. */
const BESIDE_THE_FILE = 64 * 1024

/**
 * Ends a form that is larger than the link's file may be, by 64 KiB or more: answers 413, and closes the connection. Up to there, a
 * form that is refused is read to its end, since many clients do not look at an answer before they have sent everything.
 * Call it in the same tick as the parser.
 */
export function limitForm(req: IncomingMessage, res: ServerResponse, grant: Grant): void {
  const limit = (grant.upload?.maxBytes ?? Number.POSITIVE_INFINITY) + BESIDE_THE_FILE
  let length = 0
  req.on('data', function count(chunk: Uint8Array) {
    length += chunk.byteLength
    if (length <= limit) return
    req.off('data', count).pause()
    if (res.headersSent) req.destroy()
    else sendError(res.setHeader('Connection', 'close'), httpError(413, 'upload-too-large'))
  })
}
