import { realpathSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinks, type Links } from 'daypass'
import { listFiles } from './files.ts'
import { keyFileFor, keysFromFile } from './key-file.ts'
import { linkTo } from './link-to.ts'

const SAMPLES = fileURLToPath(new URL('../express/samples', import.meta.url))

/** The folder that an example serves, and links to its files, with a key that is kept. */
export interface Folder {
  readonly root: string
  readonly links: Links
}

/** The folder that the command line names, or the samples. */
export function folderOf([dir = SAMPLES]: readonly string[]): Folder {
  const root = realpathSync(resolve(dir))
  return { root, links: createLinks({ keys: keysFromFile(keyFileFor(root)) }) }
}

/** Prints a link to each file, once the server listens. */
export async function printLinks({ root, links }: Folder, server: Pick<Server, 'address'>): Promise<void> {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const id of await listFiles(root)) console.log(linkTo(origin, id, links.sign(id, ['read'], '4h')))
}
