import type { Decision } from 'daypass/http'
import type { Request } from 'express'
import type { Portal } from '../owner/portal.ts'
import type { PortalEvent } from '../store/records.ts'

/** Records decisions about links for the owner, but not about tokens that are not valid: strangers could fill the list with them. */
export function recordDecision(portal: Portal, action?: string): (decision: Decision, req: Request) => void {
  return ({ outcome, code, perm, fileId, linkId }, req) => {
    if (linkId === undefined) return
    const id = knownId(portal, req)
    recordEvent(portal, {
      at: Date.now(),
      action: action ?? perm ?? 'read',
      outcome,
      code,
      id,
      fileId,
      address: req.ip,
    })
  }
}

/** Records an event. If that fails, as on a full disk, the recipient still gets the file, and a line on the console names the event. */
export function recordEvent({ records }: Portal, event: PortalEvent): void {
  try {
    records.addEvent(event)
    const record = event.outcome === 'allowed' && event.id !== undefined ? records.getLink(event.id) : undefined
    if (record !== undefined) records.putLink({ ...record, openedAt: event.at })
  } catch (error) {
    console.error(`not recorded: ${event.action} ${event.outcome}: ${(error as Error).message}`)
  }
}

/** The id in the address of a request, if it is that of a recorded link. */
export function knownId({ records }: Portal, req: Request): string | undefined {
  const { id } = req.params
  return typeof id === 'string' && records.getLink(id) !== undefined ? id : undefined
}
