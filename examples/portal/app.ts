import { linkOf, requireLink } from 'daypass/express'
import { UploadError } from 'daypass/http'
import express, { type Express, type Request, type RequestHandler } from 'express'
import { answerFile } from '../shared/answer-file.ts'
import { endUnread } from '../shared/end-unread.ts'
import { HttpError } from '../shared/http-error.ts'
import { answerError } from './answer-error.ts'
import { isAllowedName } from './files/allowed-name.ts'
import { filesRoutes } from './owner/files.ts'
import { linksRoutes } from './owner/links.ts'
import type { Portal } from './owner/portal.ts'
import { shareRoutes } from './owner/share.ts'
import { oneUseEach } from './recipient/one-use-each.ts'
import { recordDecision } from './recipient/record-decision.ts'
import { recipientRoutes } from './recipient/routes.ts'
import { ownerPageHeaders } from './security/headers.ts'
import { checkHost, checkOrigin } from './security/own-host.ts'
import { ownerSession } from './security/owner-session.ts'
import { staticFiles } from './static-files.ts'

/** The portal: pages for the owner of a folder, and pages for those to whom the owner gives links. */
export function createPortal(portal: Portal): Express {
  const app = express()
  app.disable('x-powered-by')
  // Only a proxy on this machine may name the client that it asks for.
  if (portal.publicOrigin !== undefined) app.set('trust proxy', 'loopback')
  app.use((req, res, next) => {
    endUnread(req, res)
    next()
  })
  app.use(staticFiles())
  app.use(recipientRoutes(portal))
  const guardFile = requireLink<never, Request>(portal.managed, {
    fileId: (req: Request) => [req.params.path].flat().join('/'),
    onDecision: recordDecision(portal),
  })
  app.put('/files/*path', oneUseEach)
  app.all('/files/*path', guardFile as RequestHandler, checkName, (req, res) =>
    answerFile(portal.root, linkOf(req), { req, res }),
  )
  app.use(checkHost, checkOrigin, ownerPageHeaders, ownerSession(portal.password))
  app.use(filesRoutes(portal), shareRoutes(portal), linksRoutes(portal))
  app.use(() => {
    throw new HttpError(404)
  })
  app.use(answerError)
  return app
}

const checkName: RequestHandler = (req, _res, next) => {
  const grant = linkOf(req)
  if (req.method === 'PUT' && !isAllowedName(grant.fileId, grant)) throw new UploadError('upload-wrong-type')
  next()
}
