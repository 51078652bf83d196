import type { Grant } from 'daypass'
import { linkOf } from 'daypass/express'
import type { PolicyOptions } from 'daypass/managed'
import type { Request, RequestHandler, Response } from 'express'
import type { Portal } from '../owner/portal.ts'
import { queryOf } from '../owner/query.ts'
import { pageHeaders } from '../security/headers.ts'
import { type Landing, landingPage } from '../views/landing-page.ts'
import { passwordPage } from '../views/refusal-page.ts'
import { sendSharedFile } from './downloads.ts'
import { guard } from './guard.ts'
import { recordEvent } from './record-decision.ts'
import { viewOf } from './view-of.ts'
import { permOf, type Visit, visitOf } from './visit.ts'

/**
 * The page of a link. It looks and counts nothing. If the link is counted, or refused, the guard answers: it asks the visitor to press
 * a button first, or says why not.
 */
export function landing(portal: Portal): RequestHandler {
  return async (req, res, next) => {
    const visit = visitOf(portal, req)
    const send = (page: string): void => void res.set(pageHeaders('no-referrer')).send(page)
    if (visit.wantsPassword) return send(passwordPage(visit.base))
    const { link } = visit
    const grant = link && (await look(portal, visit, req, link.terms))
    const isCounted = link?.uses !== undefined && permOf(link.terms) !== 'create' && permOf(link.terms) !== 'write'
    if (grant && !isCounted) {
      const { fileId } = grant
      recordEvent(portal, { at: Date.now(), action: 'look', outcome: 'allowed', id: visit.id, fileId, address: req.ip })
      return send(await pageFor(portal, visit, grant, req))
    }
    const view = grant && (await viewOf(portal, visit, grant, ''))
    const times = grant ? undefined : await portal.managed.getPolicy(visit.id).catch(() => undefined) // no name of a policy
    judge(portal, visit, view, times)(req, res, next)
  }
}

/** Answers by the guard, and what a counted link opens once it was confirmed. */
function judge(portal: Portal, visit: Visit, view: Landing | undefined, times?: PolicyOptions): RequestHandler {
  const perm = visit.link === undefined ? 'read' : permOf(visit.link.terms)
  const confirmPage = view && {
    confirmPage: (confirmation: NonNullable<Landing['confirmation']>) => ({
      headers: pageHeaders('no-referrer'),
      body: landingPage({ ...view, confirmation }),
    }),
  }
  const judged = guard(portal, { perm, fileId: (_req, signed) => signed, ...confirmPage, times })
  return (req, res, next) => {
    judged(req, res, (error?: unknown) => {
      if (error) return next(error)
      open(portal, visit, req, res).catch(next)
    })
  }
}

async function open(portal: Portal, visit: Visit, req: Request, res: Response): Promise<void> {
  const grant = linkOf(req)
  if (grant.tree === undefined && grant.usedPerm === 'read') return await sendSharedFile(portal, req, res)
  res.set(pageHeaders('no-referrer')).send(await pageFor(portal, visit, grant, req))
}

async function pageFor(portal: Portal, visit: Visit, grant: Grant, req: Request): Promise<string> {
  return landingPage(await viewOf(portal, visit, grant, queryOf(req, 'dir') ?? ''))
}

/** The grant of a link that would be accepted now. */
async function look({ managed }: Portal, visit: Visit, req: Request, terms: Grant): Promise<Grant | undefined> {
  if (visit.link?.policy !== visit.id) return undefined
  const inside = queryOf(req, 'dir')
  const { grant } = await managed.tryVerify(visit.token, {
    fileId: terms.tree !== undefined && inside ? `${terms.fileId}/${inside}` : terms.fileId,
    perm: permOf(terms),
    boundTo: visit.boundTo,
    address: req.ip,
    secure: req.secure,
    count: false,
  })
  return grant && { ...grant, fileId: terms.fileId }
}
