import type { ManagedLinks } from 'daypass/managed'
import type { Request } from 'express'
import type { Records } from '../store/records.ts'

/** What every route of the portal works with. */
export interface Portal {
  /** The folder that is served. */
  readonly root: string
  readonly managed: ManagedLinks
  readonly records: Records
  /** What the proofs of link passwords are made with, by `proofSecrets`. */
  readonly secrets: readonly Buffer[]
  /** The origin at which recipients reach the portal, if it is not the owner's. */
  readonly publicOrigin?: string | undefined
  /** Password of the owner, if one is set. */
  readonly password?: string | undefined
}

/** Origin of the links that the owner gets. */
export function originFor({ publicOrigin }: Portal, req: Request): string {
  return publicOrigin ?? `http://${req.headers.host}`
}
