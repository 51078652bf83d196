import type { Decision } from 'daypass/http'
import type { Request } from 'express'
import type { Portal } from '../owner/portal.ts'
import type { PortalEvent } from '../store/records.ts'

/** Writes down a decision about a link, for the owner. What is no link of this portal leaves no trace: strangers could fill the list with it. */
export function recordDecision(portal: Portal, action?: string): (decision: Decision, req: Request) => void {
  return ({ outcome, code, perm, fileId, linkId }, req) => {
    if (linkId === undefined) return
    const id = knownId(portal, req)
    recordEvent(portal, {
      at: Date.now(),
      action: action ?? perm ?? 'read',
      outcome,
      ...(code !== undefined && { code }),
      ...(id !== undefined && { id }),
      ...(fileId !== undefined && { fileId }),
      ...(req.ip !== undefined && { address: req.ip }),
    })
  }
}

/** Writes an event down. On a full disk the recipient still gets the file: the portal is no audit log, and a line says what it lacks. */
export function recordEvent({ records }: Portal, event: PortalEvent): void {
  try {
    records.addEvent(event)
    const record = event.outcome === 'allowed' && event.id !== undefined ? records.getLink(event.id) : undefined
    if (record !== undefined) records.putLink({ ...record, openedAt: event.at })
  } catch (error) {
    console.error(`not recorded: ${event.action} ${event.outcome}: ${(error as Error).message}`)
  }
}

function knownId({ records }: Portal, req: Request): string | undefined {
  const { id } = req.params
  return typeof id === 'string' && records.getLink(id) !== undefined ? id : undefined
}
