import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { keyFileFor } from '../shared/key-file.ts'
import { type Start, stop } from '../shared/start.ts'

/** What the environment says beyond the folder and the port. */
export interface Settings {
  readonly password: string | undefined
  readonly publicOrigin: string | undefined
  /** Address of the store that portals share. */
  readonly shared: string | undefined
  /** The file of the database, beside the key. */
  readonly path: string
  readonly purpose: string
}

/** Reads `PORTAL_PASSWORD`, `PORTAL_URL` and `STORE`; ends the process with one line if they do not go together. */
export function readSettings({ root }: Start, env: NodeJS.ProcessEnv = process.env): Settings {
  const { PORTAL_PASSWORD: password, PORTAL_URL: url, STORE: shared } = env
  if (url && !password) {
    return stop('PORTAL_URL needs PORTAL_PASSWORD: behind a proxy, anyone could come as the owner')
  }
  return {
    password: password || undefined,
    publicOrigin: url ? originOf(url) : undefined,
    shared: shared || undefined,
    path: join(dirname(keyFileFor(root)), '.daypass-portal.db'),
    // A link to a file of this folder opens none of the same name in another. Portals that share a store are said to share the files.
    purpose: shared ? 'portal' : `portal-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`,
  }
}

function originOf(url: string): string {
  try {
    return new URL(url).origin
  } catch {
    return stop('PORTAL_URL must be an address, such as https://files.example.org')
  }
}
