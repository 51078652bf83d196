import type { RedisSend } from 'daypass/redis'
import { defined } from '../defined.ts'
import { usage } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import { unreachable } from './explain.ts'
import { requireClient } from './load-client.ts'
import type { OpenedStore } from './opened-store.ts'

const CONNECT_TIMEOUT = 10_000

interface Connection {
  readonly send: RedisSend
  readonly close: () => Promise<unknown>
}

export async function openRedis(url: string, given: Given, io: Io): Promise<OpenedStore> {
  if (given.has('table')) throw usage('--table is for databases; see --prefix')
  const { name, module } = requireClient(['redis', 'ioredis'], io.folder)
  const { redisStore } = await import('daypass/redis')
  const { send, close } = await (name === 'redis' ? connectNodeRedis : connectIoredis)(url, module)
  return {
    store: redisStore(send, defined({ prefix: given.text('prefix') })),
    close: async () => void (await close().catch(ignore)),
  }
}

// The operations reject too. Without a listener, the clients print an error, or end the process.
const ignore = (): void => undefined

// Of the clients, as much as is used: their types are not those of a dependency.
interface NodeRedis {
  readonly createClient: (options: object) => {
    on(event: 'error', listener: () => void): unknown
    connect(): Promise<unknown>
    sendCommand(args: readonly string[]): Promise<unknown>
    /** Since version 5; `quit` before. */
    close?(): Promise<unknown>
    quit(): Promise<unknown>
  }
}

async function connectNodeRedis(url: string, module: unknown): Promise<Connection> {
  try {
    // A command that is run once does not wait for a server to come back.
    const socket = { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT }
    const client = (module as NodeRedis).createClient({ url, socket, disableOfflineQueue: true })
    client.on('error', ignore)
    await client.connect()
    return {
      send: (...args) => client.sendCommand(args),
      close: () => (client.close === undefined ? client.quit() : client.close()),
    }
  } catch (error) {
    throw unreachable(error)
  }
}

interface Ioredis {
  readonly Redis: new (
    url: string,
    options: object,
  ) => {
    on(event: 'error', listener: (error: unknown) => void): unknown
    connect(): Promise<unknown>
    call(command: string, ...args: readonly string[]): Promise<unknown>
    quit(): Promise<unknown>
    disconnect(): void
  }
}

async function connectIoredis(url: string, module: unknown): Promise<Connection> {
  let reason: unknown
  try {
    const client = new (module as Ioredis).Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      connectTimeout: CONNECT_TIMEOUT,
      retryStrategy: () => null,
    })
    // What `connect` rejects with does not say why.
    client.on('error', (error) => {
      reason = error
    })
    await client.connect()
    return { send: (command, ...args) => client.call(command, ...args), close: () => client.quit() }
  } catch (error) {
    throw unreachable(reason ?? error)
  }
}
