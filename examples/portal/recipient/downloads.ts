import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { linkOf } from 'daypass/express'
import type { Request, RequestHandler, Response } from 'express'
import { sendGranted } from '../../shared/answer-file.ts'
import { HttpError } from '../../shared/http-error.ts'
import { previewOf } from '../files/kind-of.ts'
import { isShown } from '../files/names.ts'
import { zipFolder } from '../files/zip-folder.ts'
import type { Portal } from '../owner/portal.ts'

/** Sends the file that the guard has let pass. */
export async function sendSharedFile({ root }: Portal, req: Request, res: Response): Promise<void> {
  const grant = linkOf(req)
  const isHidden = grant.tree !== undefined && !grant.fileId.split('/').every(isShown)
  if (isHidden) throw new HttpError(404)
  await sendGranted(root, grant, { req, res })
}

export function sendDownload(portal: Portal): RequestHandler {
  return (req, res) => sendSharedFile(portal, req, res)
}

/** The same to be shown in the page, if it is of a kind in which no script can be. */
export function sendPreview(portal: Portal): RequestHandler {
  return async (req, res) => {
    if (previewOf(linkOf(req).fileId) === undefined) throw new HttpError(404)
    res.set('Content-Disposition', 'inline')
    await sendSharedFile(portal, req, res)
  }
}

/** A folder as a zip. */
export function sendZip({ root }: Portal): RequestHandler {
  return async (req, res) => {
    const { fileId, tree } = linkOf(req)
    if (tree === undefined) throw new HttpError(404)
    res.attachment(`${basename(fileId)}.zip`).type('application/zip')
    if (req.method === 'HEAD') return void res.end()
    await pipeline(zipFolder(root, fileId), res)
  }
}
