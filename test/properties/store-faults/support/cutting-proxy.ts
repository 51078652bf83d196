import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A proxy that can cut a connection between a command and its reply. */
export interface CuttingProxy {
  readonly port: number
  /**
   * Cuts the next connection that sends bytes with this text: the server gets them, and the client never gets the reply.
   * @param when as soon as they have been sent, or once the server has begun to reply, and so has carried out the command
   */
  readonly cutAt: (text: string, when: 'sent' | 'replied') => void
  /** How many connections it has cut. */
  readonly cuts: () => number
  readonly stop: () => Promise<void>
}

/** Starts a proxy in front of a port of this machine. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  let wanted: { readonly text: string; readonly when: 'sent' | 'replied' } | undefined
  let cuts = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    let isCut = false
    const cut = (): void => {
      cuts++
      client.destroy()
    }
    client.on('data', (data) => {
      upstream.write(data)
      if (wanted === undefined || !data.includes(wanted.text)) return
      isCut = true
      if (wanted.when === 'sent') cut()
      wanted = undefined
    })
    upstream.on('data', (data) => {
      if (!isCut) client.write(data)
      else if (!client.destroyed) cut()
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket)
      socket.on('error', () => undefined)
      // The server gets what was sent before the end.
      socket.on('close', () => {
        open.delete(socket)
        other.end()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (text, when) => {
      wanted = { text, when }
    },
    cuts: () => cuts,
    stop: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
