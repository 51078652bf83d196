import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { linkOf, requireLink } from 'daypass/express'
import type { Decision } from 'daypass/http'
import type { ManagedLinks } from 'daypass/managed'
import express, { type Express } from 'express'
import { accessLog } from '../shared/access-log.ts'
import { answerError, answerNotFound } from '../shared/answer-error.ts'
import { VIEWER_PAGE, VIEWER_POLICY } from './viewer-page.ts'

/** What the studies are served with. */
export interface Clinic {
  /** A folder with a folder of instances for each study. Every name in it is random. */
  readonly root: string
  readonly links: ManagedLinks
  /** The script of the viewer. */
  readonly script: string
  readonly log: (line: string) => void
}

/** Imaging studies for anyone with a link, in a viewer. */
export function createApp({ root, links, script, log }: Clinic): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing') // "/studies/STUDY/" is the study, and its slices are below it
  app.use(accessLog(log))
  app.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'no-referrer' })
    next()
  })
  app.get('/viewer.js', (_req, res) => void res.type('text/javascript').send(script))
  app.get(['/view/:study/', '/view/:study/:slice'], (_req, res) => {
    res.set('Content-Security-Policy', VIEWER_POLICY).type('html').send(VIEWER_PAGE)
  })

  const guard = { tokenFrom: ['bearer'], onDecision: audit(log) } as const
  app.get(
    '/studies/:study/',
    requireLink(links, { ...guard, perm: 'list', fileId: (req) => req.params.study }),
    async (req, res) => {
      const { fileId, tree } = linkOf(req)
      if (tree === undefined) return void res.sendStatus(404)
      const names = await readdir(join(root, fileId))
      res.json(names.filter((name) => name.endsWith('.dcm')))
    },
  )
  app.get(
    '/studies/:study/:slice',
    requireLink(links, { ...guard, perm: 'read', fileId: (req) => `${req.params.study}/${req.params.slice}` }),
    (req, res) => res.sendFile(linkOf(req).fileId, { root, dotfiles: 'ignore', etag: false, lastModified: false }),
  )
  app.use(answerNotFound)
  app.use(answerError)
  return app
}

/** Logs which link did what, without the link, so that nobody can use it from the log. */
function audit(log: Clinic['log']): (decision: Decision) => void {
  return ({ outcome, code, perm, fileId, linkId }) => log(JSON.stringify({ outcome, code, perm, fileId, linkId }))
}
