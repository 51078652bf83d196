import type { IncomingMessage, ServerResponse } from 'node:http'

const GRACE = 500 // milliseconds

/**
 * Ends the connection of a request that is answered before its body was read: a refusal, a limit, a full disk. Node would read an
 * untouched body to its end, however slowly it comes, and never read on in one that was begun, so that the client waits for ever.
 * The connection is not closed at once, or the client's system could discard the answer (RFC 9112, section 9.6).
 */
export function endUnread(req: IncomingMessage, res: ServerResponse): void {
  res.once('finish', () => {
    if (req.complete) return
    const timer = setTimeout(() => req.destroy(), GRACE).unref()
    req.once('close', () => clearTimeout(timer)).resume()
  })
}
