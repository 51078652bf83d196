import { once } from 'node:events'
import { realpathSync, statSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinks, type Duration, type Key, type Links } from 'daypass'
import { listFiles } from './files.ts'
import { keyFileFor, keysFromFile } from './key-file.ts'
import { linkTo } from './link-to.ts'

const SAMPLES = fileURLToPath(new URL('../express/samples', import.meta.url))

/** What the server of an example starts with. */
export interface Start {
  /** The folder that it serves: what the command line names, or the samples. */
  readonly root: string
  /** A key that is kept. */
  readonly keys: readonly Key[]
  /** Links to its files, with this key. */
  readonly links: Links
  /** The port of `PORT`, or 3000. */
  readonly port: number
}

/** What links are printed for. They can be managed ones, or come from another process. */
export interface Printed extends Pick<Start, 'root'> {
  readonly links: { readonly sign: (fileId: string, perms: 'read', ttl: Duration) => string | Promise<string> }
}

/** Reads the command line and the environment; ends the process with one line if it cannot start with them. */
export function readStart(): Start {
  const port = portOf(process.env.PORT)
  const root = folderOf(process.argv[2])
  const keys = keysOf(root)
  return { root, keys, links: createLinks({ keys }), port }
}

/** Prints a link to each file once the server listens, and gives its origin. */
export async function printLinks(start: Printed & Pick<Start, 'port'>, server: Server): Promise<string> {
  if (!server.listening) await once(server, 'listening').catch((error) => cannotListen(start.port, error))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await printLinksAt(origin, start)
  return origin
}

/** Prints a link to each file of a server that listens. */
export async function printLinksAt(origin: string, { root, links }: Printed): Promise<void> {
  const files = await listFiles(root)
  const shown = files.slice(0, 50)
  const count = shown.length === files.length ? shown.length : `the first ${shown.length}`
  console.log(count === 0 ? `No files in ${root}` : `Links to files of ${root}, for 4 hours: ${count}`)
  for (const id of shown) console.log(linkTo(origin, id, await links.sign(id, 'read', '4h')))
}

/** Ends the process with one line on why the server, of Node or nginx, does not listen. */
export function cannotListen(port: number, error: Error): never {
  const isTaken = isPortTaken(error)
  return stop(isTaken ? `Port ${port} is taken: set another, as in PORT=${(port + 1) % 65_536}` : error.message)
}

/** Whether a port is taken. libuv and nginx say so in the same words. */
export function isPortTaken({ message }: Error): boolean {
  return /address already in use/i.test(message)
}

function folderOf(dir: string | undefined): string {
  const { npm_lifecycle_event: script, INIT_CWD = '.' } = process.env
  // `npm start` runs in the project's folder, wherever it was called.
  const path = dir === undefined ? SAMPLES : resolve(script === 'start' ? INIT_CWD : '.', dir)
  if (dir === '') return stop('DIR is empty: leave it out to serve the samples')
  try {
    if (statSync(path).isDirectory()) return realpathSync(path)
  } catch {
    return stop(`There is no folder ${path}`)
  }
  return stop(`${path} is not a folder`)
}

/** The port that the environment asks for; the process ends if it is not one. */
export function portOf(text = '3000'): number {
  const number = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN
  return number <= 65_535 ? number : stop('PORT must be a number from 0 to 65535')
}

function keysOf(folder: string): readonly Key[] {
  try {
    return keysFromFile(keyFileFor(folder))
  } catch (error) {
    return stop((error as Error).message) // it says what to do about the file of the key
  }
}

/** One line for the person who started this; a stack would not help. */
export function stop(message: string): never {
  console.error(message)
  process.exit(1)
}
