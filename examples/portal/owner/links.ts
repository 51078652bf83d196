import express, { type Request, type RequestHandler, Router } from 'express'
import { HttpError } from '../../shared/http-error.ts'
import { moveEnd, revokeAll, revokeFile, revokeLink } from '../links/change-link.ts'
import type { LinkRecord } from '../links/link-record.ts'
import { isOpen, linkNow, linksNow, STATES } from '../links/link-state.ts'
import { addressOf } from '../links/sign-again.ts'
import { activityPage } from '../views/activity-page.ts'
import { linkPage } from '../views/link-page.ts'
import { linksPage, revokePage } from '../views/links-page.ts'
import { originFor, type Portal } from './portal.ts'
import { queryOf, targetOf, textOf } from './query.ts'
import { FieldError, instant, SPANS } from './read-wishes.ts'

/** The list of links, each of them, and what happened. */
export function linksRoutes(portal: Portal): Router {
  const { managed, records } = portal
  const router = Router()
  const readForm = express.urlencoded({ extended: false, limit: '8kb' })
  router.get('/links', async (req, res) => {
    const fileId = queryOf(req, 'file')
    const state = STATES.find((name) => name === queryOf(req, 'state'))
    const chosen = records.listLinks().filter((record) => fileId === undefined || record.fileId === fileId)
    const message = queryOf(req, 'revoked') === undefined ? undefined : 'Revoked.'
    res.send(linksPage({ links: await linksNow(managed, chosen), state, fileId, message }))
  })
  router.get('/links/:id', async (req, res) => void res.send(await showLink(portal, req)))
  router.post('/links/:id/end', readForm, changeEnd(portal))
  router.post('/links/:id/revoke', readForm, async (req, res) => {
    const record = recordOf(portal, req)
    await revokeLink(portal, record)
    res.redirect(303, textOf(req.body, 'back') === 'links' ? '/links?revoked=1' : `/links/${record.id}`)
  })
  router.get('/revoke', async (req, res) => {
    const target = targetOf(req)
    const concerned = records.listLinks().filter(({ fileId }) => target === undefined || isConcerned(fileId, target))
    const working = (await linksNow(managed, concerned)).filter(isOpen)
    res.send(revokePage(target?.fileId, target?.isFolder === true, working.length))
  })
  router.post('/revoke', readForm, async (req, res) => {
    const [all, file] = [textOf(req.body, 'all') === 'yes', textOf(req.body, 'file')]
    if (all && req.body?.file === undefined) await revokeAll(portal)
    else if (file && req.body?.all === undefined) await revokeFile(portal, file, textOf(req.body, 'isFolder') === 'yes')
    else throw new HttpError(400) // a file that is empty, or there twice, must not mean all
    res.redirect(303, '/links?revoked=1')
  })
  router.get('/activity', async (_req, res) => {
    res.send(activityPage(records.listEvents(500), records.listLinks(), portal.password !== undefined))
  })
  return router
}

function changeEnd(portal: Portal): RequestHandler {
  return async (req, res) => {
    const record = recordOf(portal, req)
    try {
      const { end } = await linkNow(portal.managed, record)
      const span = SPANS[textOf(req.body, 'add') ?? '']
      const given = textOf(req.body, 'end') ?? ''
      const wished =
        span === undefined ? instant(given, 'The end') : new Date(Math.max(end.getTime(), Date.now()) + span)
      await moveEnd(portal, record, wished)
      res.redirect(303, `/links/${record.id}`)
    } catch (error) {
      if (!(error instanceof FieldError || error instanceof RangeError)) throw error
      res.status(400).send(await showLink(portal, req, error.message))
    }
  }
}

async function showLink(portal: Portal, req: Request, fault?: string): Promise<string> {
  const { managed, records } = portal
  const record = recordOf(portal, req)
  const link = await linkNow(managed, record)
  const same = records.listLinks().filter(({ fileId }) => fileId === record.fileId)
  return linkPage({
    link,
    url: link.token === undefined ? undefined : addressOf(originFor(portal, req), record.id, link.token),
    isNew: queryOf(req, 'new') !== undefined,
    events: records.listEvents(50, record.id),
    siblings: (await linksNow(managed, same)).filter(isOpen).length,
    fault,
  })
}

function recordOf({ records }: Portal, req: Request): LinkRecord {
  const record = records.getLink(String(req.params.id))
  if (record === undefined) throw new HttpError(404)
  return record
}

function isConcerned(
  id: string,
  { fileId, isFolder }: { readonly fileId: string; readonly isFolder: boolean },
): boolean {
  return id === fileId || (isFolder && id.startsWith(`${fileId}/`))
}
