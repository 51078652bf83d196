import type { IncomingMessage, ServerResponse } from 'node:http'
import { beforeHead, createGuard, describeNodeRequest, type GuardLinks } from 'daypass/http'
import { linkOf, requireLink } from 'daypass/node'
import { fileIdOf } from '../shared/file-id.ts'
import { isServable } from '../shared/files.ts'
import { HttpError } from '../shared/http-error.ts'
import { mediaTypeOf } from '../shared/media-type.ts'

type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>

const DECISION = '/decision'

// nginx sets both headers, in place of what the client sent. Nobody else can reach this server.
const fromNginx = {
  address: (req: IncomingMessage) => req.headers['x-real-ip']?.toString(),
  secure: (req: IncomingMessage) => req.headers['x-forwarded-proto'] === 'https',
}

/** For `x-accel.conf`: answers what is refused, and tells nginx which file to send otherwise. nginx answers 404 if there is none. */
export function createAccelListener(links: GuardLinks): Listener {
  return requireLink(links, { perm: 'read', fileId: askedFile, ...fromNginx }, async (req, res: ServerResponse) => {
    const grant = linkOf(req)
    if (!isServable(grant.fileId)) throw new HttpError(404)
    const path = grant.fileId.split('/').map(encodeURIComponent).join('/') // nginx decodes it
    res.setHeader('Content-Type', mediaTypeOf(grant) ?? 'application/octet-stream')
    res.setHeader('X-Accel-Redirect', `/daypass-files/${path}`).end()
  })
}

/** For `auth-request.conf`: answers the subrequests of nginx with 200 or 403, and the requests that were refused. */
export function createAuthListener(links: GuardLinks): Listener {
  const guard = createGuard(
    links,
    { perm: 'read', fileId: (req: IncomingMessage) => fileIdOf(judgedUrl(req)), ...fromNginx },
    (req) => describeNodeRequest(req, { method: req.method ?? '', url: judgedUrl(req) }),
  )
  const decide: Listener = async (req, res) => {
    try {
      const answer = await guard(req)
      // Not the status of the answer: the page with the button of a counted link is a refusal with 200.
      if (answer.ok && isNameable(answer.grant.fileId)) {
        beforeHead(res, answer.complete)
        res.setHeader('Content-Type', mediaTypeOf(answer.grant) ?? 'application/octet-stream')
        res.setHeader('X-Link-File', Buffer.from(answer.grant.fileId).toString('latin1')) // as bytes: nginx does not decode it
        res.end()
        return
      }
    } catch {
      // A URL that names no file: it gets its status from the listener below.
    }
    res.writeHead(403).end()
  }
  const refuse = requireLink(links, { perm: 'read', fileId: askedFile, ...fromNginx }, async (req) => {
    const { fileId } = linkOf(req)
    if (!isNameable(fileId)) throw new HttpError(404)
    throw new HttpError(503, { 'Retry-After': '1' }) // refused a moment ago, such as a link that has just become valid
  })
  return (req, res) => (req.url?.startsWith(`${DECISION}/`) ? decide(req, res) : refuse(req, res))
}

function askedFile(req: IncomingMessage): string {
  return fileIdOf(req.url ?? '')
}

function judgedUrl(req: IncomingMessage): string {
  return (req.url ?? '').slice(DECISION.length)
}

/** Whether a header can carry the name of a file that is served: it has no control characters, and loses spaces at its ends (RFC 9110, section 5.5). */
function isNameable(fileId: string): boolean {
  return isServable(fileId) && !/\p{Cc}|^ | $/u.test(fileId)
}
