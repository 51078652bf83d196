import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A server on a port of its own. */
export interface Running {
  readonly port: number
  readonly origin: string
  /** Sockets of all connections so far. */
  readonly sockets: readonly Socket[]
  readonly close: () => Promise<void>
}

export async function run(listener: RequestListener): Promise<Running> {
  const server: Server = createServer(listener)
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port, origin: `http://127.0.0.1:${port}`, sockets, close }
}

/** A folder for one test file. */
export interface Folder {
  readonly path: string
  /** Every file in it, hidden ones and those in folders too. */
  readonly files: () => Promise<readonly string[]>
  readonly clear: () => Promise<void>
  readonly remove: () => Promise<void>
}

export async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'daypass-recipe-'))
  const files = async (): Promise<readonly string[]> => {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  }
  return {
    path,
    files,
    clear: async () => {
      for (const file of await files()) await rm(file, { force: true })
    },
    remove: () => rm(path, { recursive: true }),
  }
}
