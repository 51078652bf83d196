import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cannotListen } from './start.ts'

/** Serves on this machine alone, and gives the origin; the process ends with one line if the port is taken. */
export async function listen(listener: RequestListener, port: number): Promise<string> {
  const server = createServer(listener).listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error) => cannotListen(port, error))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
