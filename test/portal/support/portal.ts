import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, type Key } from 'daypass'
import { type LinkStore, type ManagedLinks, memoryStore } from 'daypass/managed'
import { createPortal } from '../../../examples/portal/app.ts'
import { proofSecrets } from '../../../examples/portal/links/password.ts'
import { portalLinks } from '../../../examples/portal/links/portal-links.ts'
import { memoryRecords } from '../../../examples/portal/store/memory-records.ts'
import type { Records } from '../../../examples/portal/store/records.ts'
import { serve } from '../../support/serve.ts'

/** A running portal. */
export interface Running {
  readonly root: string
  readonly origin: string
  readonly port: number
  readonly managed: ManagedLinks
  readonly records: Records
  readonly close: () => Promise<void>
}

/** What a portal can have in common with another. */
export interface Parts {
  readonly keys?: readonly Key[]
  readonly store?: LinkStore
  readonly records?: Records
  readonly root?: string
  readonly password?: string
  readonly publicOrigin?: string
}

/** Starts a portal. Its folder is removed with it, unless it was given. */
export async function startPortal(parts: Parts = {}): Promise<Running> {
  const root = parts.root ?? (await mkdtemp(join(tmpdir(), 'daypass-portal-')))
  const keys = parts.keys ?? [createKey()]
  const managed = portalLinks(keys, parts.store ?? memoryStore(), 'portal')
  const records = parts.records ?? memoryRecords()
  const { origin, port, close } = await serve(
    createPortal({
      root,
      managed,
      records,
      secrets: proofSecrets(keys),
      password: parts.password,
      publicOrigin: parts.publicOrigin,
    }),
  )
  return {
    root,
    origin,
    port,
    managed,
    records,
    close: async () => {
      await close()
      if (parts.root === undefined) await rm(root, { recursive: true, force: true })
    },
  }
}
