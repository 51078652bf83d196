import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import { isFile, pathOf } from '../../shared/files.ts'
import { HttpError } from '../../shared/http-error.ts'
import { isShown } from '../files/names.ts'
import { makeLink } from '../links/make-link.ts'
import { sharePage } from '../views/share-page.ts'
import type { Portal } from './portal.ts'
import { queryOf, targetOf, textOf } from './query.ts'
import { FieldError, readWishes, typesOf } from './read-wishes.ts'

/** Making links: to a file, to a folder, and for uploads. */
export function shareRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/share', async (req, res) => {
    const target = targetOf(req)
    if (target === undefined || !(await isThere(portal.root, target.fileId, target.isFolder))) throw new HttpError(404)
    res.send(sharePage({ kind: 'share', ...target, typed: {}, types: [] }))
  })
  router.get('/request', async (req, res) => {
    const fileId = queryOf(req, 'dir') ?? ''
    if (fileId !== '' && !(await isThere(portal.root, fileId, true))) throw new HttpError(404)
    res.send(sharePage({ kind: 'request', fileId, isFolder: true, typed: {}, types: [] }))
  })
  const readForm = express.urlencoded({ extended: false, limit: '32kb' })
  router.post('/share', readForm, make(portal, 'share'))
  router.post('/request', readForm, make(portal, 'request'))
  return router
}

function make(portal: Portal, kind: 'share' | 'request'): RequestHandler {
  return async (req, res) => {
    try {
      const wishes = readWishes(req.body, kind)
      const isFolder = wishes.conditions.scope === 'tree'
      const record = await makeLink(portal, wishes, async () => {
        if (kind === 'request') await makeFolder(portal.root, wishes.fileId)
        if (!(await isThere(portal.root, wishes.fileId, isFolder)))
          throw new FieldError('There is no such file or folder.')
      })
      portal.records.addEvent({
        at: Date.now(),
        action: 'make',
        outcome: 'changed',
        id: record.id,
        fileId: record.fileId,
      })
      res.redirect(303, `/links/${record.id}?new=1`)
    } catch (error) {
      // What `sign` and `setPolicy` refuse is something that was typed, such as a network that is none.
      if (!(error instanceof FieldError || error instanceof RangeError)) throw error
      const fileId = textOf(req.body, 'file') ?? ''
      const isFolder = kind === 'request' || textOf(req.body, 'isFolder') === 'yes'
      const typed = { ...req.body, password: undefined }
      res.status(400).send(sharePage({ kind, fileId, isFolder, typed, types: typesOf(req.body), fault: error.message }))
    }
  }
}

async function isThere(root: string, id: string, isFolder: boolean): Promise<boolean> {
  if (!id.split('/').every(isShown)) return false
  if (!isFolder) return isFile(root, id)
  const path = await pathOf(root, id)
  return path !== undefined && (await stat(path).catch(() => undefined))?.isDirectory() === true
}

/** Makes the folder of a request, one level below a folder that is there. */
async function makeFolder(root: string, id: string): Promise<void> {
  const path = await pathOf(root, id)
  if (path === undefined) throw new FieldError('The folder must be in one that is there, and not be hidden.')
  await mkdir(join(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new FieldError('This folder cannot be made here.')
  })
}
