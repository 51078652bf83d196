import { linkOf } from 'daypass/express'
import type { Request, RequestHandler, Response } from 'express'
import { HttpError } from '../../shared/http-error.ts'
import { receiveForm } from '../files/receive-form.ts'
import { inPlaceOf, intoFolder } from '../files/store-upload.ts'
import type { Portal } from '../owner/portal.ts'
import { pageHeaders } from '../security/headers.ts'
import { receivedPage } from '../views/upload-form.ts'
import { guard } from './guard.ts'
import { recordEvent } from './record-decision.ts'
import { visitOf } from './visit.ts'

const MAX_FILES = 100

/** Takes files into a folder, or a new version of a file. */
export function uploads(portal: Portal): RequestHandler {
  const guards = {
    create: guard(portal, { perm: 'create', fileId: (_req, signed) => signed }),
    write: guard(portal, { perm: 'write', fileId: (_req, signed) => signed }),
  }
  return (req, res, next) => {
    const { link } = visitOf(portal, req)
    const isFile = link !== undefined && link.terms.tree === undefined
    guards[isFile ? 'write' : 'create'](req, res, (error?: unknown) => {
      if (error) return next(error)
      receive(portal, req, res).catch(next)
    })
  }
}

async function receive(portal: Portal, req: Request, res: Response): Promise<void> {
  const grant = linkOf(req)
  const isFile = grant.usedPerm === 'write'
  // Each use is one file, or a form of many would be more than the link allows.
  const maxFiles = isFile || grant.uses !== undefined ? 1 : MAX_FILES
  const store = isFile ? inPlaceOf(portal.root, grant.fileId) : intoFolder(portal.root, grant.fileId)
  const names = await receiveForm({ request: req, grant, store, maxFiles })
  if (names.length === 0) throw new HttpError(400)
  const { id, base } = visitOf(portal, req)
  for (const name of isFile ? [] : names) {
    const fileId = `${grant.fileId}/${name}`
    recordEvent(portal, { at: Date.now(), action: 'received', outcome: 'allowed', id, fileId })
  }
  res.status(201)
  if (req.accepts(['html', 'json']) === 'json') res.json({ received: names })
  else res.set(pageHeaders('no-referrer')).send(receivedPage(base, names))
}
