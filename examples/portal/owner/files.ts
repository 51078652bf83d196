import { basename } from 'node:path'
import { type RequestHandler, Router } from 'express'
import { existingFile } from '../../shared/files.ts'
import { HttpError } from '../../shared/http-error.ts'
import { sendFile } from '../../shared/send-file.ts'
import { listFolder } from '../files/list-folder.ts'
import { receiveForm } from '../files/receive-form.ts'
import { intoFolder } from '../files/store-upload.ts'
import { isOpen, linksNow } from '../links/link-state.ts'
import { filesPage } from '../views/files-page.ts'
import { count } from '../views/words.ts'
import type { Portal } from './portal.ts'
import { queryOf } from './query.ts'

const SHOWN = 1000
const MAX_FILES = 1000

/** The files of the folder: to look at, to get, to add to. */
export function filesRoutes(portal: Portal): Router {
  const router = Router()
  router.get('/', listFiles(portal))
  router.get('/download', download(portal))
  router.post('/upload', upload(portal))
  return router
}

function listFiles({ root, managed, records }: Portal): RequestHandler {
  return async (req, res) => {
    const [folder, filter] = [queryOf(req, 'dir') ?? '', queryOf(req, 'q') ?? '']
    const all = await listFolder(root, folder)
    if (all === undefined) throw new HttpError(404)
    const matching = all.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
    const entries = matching.slice(0, SHOWN)
    const ids = new Set(entries.map(({ name }) => (folder === '' ? name : `${folder}/${name}`)))
    const ofEntries = records.listLinks().filter(({ fileId }) => ids.has(fileId)) // the store is asked for each
    const links = new Map<string, number>()
    for (const { record } of (await linksNow(managed, ofEntries)).filter(isOpen))
      links.set(record.fileId, (links.get(record.fileId) ?? 0) + 1)
    const received = Number(queryOf(req, 'received') ?? 0)
    res.send(
      filesPage({
        folder,
        rootName: basename(root),
        entries,
        total: matching.length,
        filter,
        links,
        message: received > 0 ? `${count(received, 'file')} uploaded.` : undefined,
      }),
    )
  }
}

function download({ root }: Portal): RequestHandler {
  return async (req, res) => {
    const id = queryOf(req, 'file') ?? ''
    const file = await existingFile(root, id)
    if (file === undefined) throw new HttpError(404)
    res.attachment(basename(id)) // never shown: it may be a page with scripts, and this is the owner's origin
    res.set('Content-Security-Policy', 'sandbox')
    await sendFile(file, { req, res }, res.get('Content-Type'))
  }
}

function upload({ root, records }: Portal): RequestHandler {
  return async (req, res) => {
    const folder = queryOf(req, 'dir') ?? ''
    const store = intoFolder(root, folder)
    const names = await receiveForm({ request: req, grant: {}, store, maxFiles: MAX_FILES })
    for (const name of names) {
      const fileId = folder === '' ? name : `${folder}/${name}`
      records.addEvent({ at: Date.now(), action: 'upload', outcome: 'changed', fileId })
    }
    if (req.accepts(['html', 'json']) === 'json') res.json({ received: names })
    else res.redirect(303, `/?dir=${encodeURIComponent(folder)}&received=${names.length}`)
  }
}
