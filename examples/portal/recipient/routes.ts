import { type Request, Router } from 'express'
import type { Portal } from '../owner/portal.ts'
import { limitTries } from '../security/tries.ts'
import { sendDownload, sendPreview, sendZip } from './downloads.ts'
import { guard } from './guard.ts'
import { landing } from './landing.ts'
import { oneUseEach } from './one-use-each.ts'
import { countWrongProof, unlock } from './unlock.ts'
import { uploads } from './uploads.ts'

/** The pages and files of those who have a link. */
export function recipientRoutes(portal: Portal): Router {
  const router = Router()
  const signed = (_req: Request, fileId: string): string => fileId
  const inside = (req: Request, fileId: string): string => `${fileId}/${[req.params.path].flat().join('/')}`
  const tries = limitTries()
  router.use(unlock(portal, tries))
  router.use('/s/:id/:token', countWrongProof(portal, tries))
  router.get('/s/:id/:token', landing(portal))
  router.get('/s/:id/:token/download', guard(portal, { perm: 'read', fileId: signed }), sendDownload(portal))
  router.get(
    '/s/:id/:token/preview',
    guard(portal, { perm: 'read', fileId: signed, action: 'preview' }),
    sendPreview(portal),
  )
  router.get('/s/:id/:token/files/*path', guard(portal, { perm: 'read', fileId: inside }), sendDownload(portal))
  router.get('/s/:id/:token/zip', guard(portal, { perm: 'read', fileId: signed, action: 'zip' }), sendZip(portal))
  router.post('/s/:id/:token/upload', oneUseEach, uploads(portal))
  return router
}
