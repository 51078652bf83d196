// One process of the cluster. It gets its keys from its parent, at the start and whenever they change, and ends when it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createKeyring, type Keyring, keysFromEnv } from 'daypass'
import { createManagedLinks, type ManagedLinks } from 'daypass/managed'
import { redisStore } from 'daypass/redis'
import { createClient } from 'redis'
import { createAccelListener } from '../nginx/app.ts'

const [port, url = '', maxTtl] = process.argv.slice(2)
let keyring: Keyring | undefined

process.on('message', async (order: { readonly keys?: string }) => {
  if (order.keys === undefined) return stop()
  try {
    const keys = keysFromEnv({ DAYPASS_KEYS: order.keys })
    if (keyring === undefined) {
      keyring = createKeyring(keys)
      await start(keyring)
    } else keyring.replace(keys)
    process.send?.({})
  } catch (error) {
    process.send?.({ error: (error as Error).message })
  }
})
process.on('disconnect', () => process.exit())

const server = createServer()

async function start(keys: Keyring): Promise<void> {
  const client = createClient({ url, disableOfflineQueue: true })
  client.on('error', (error) => console.error('redis:', error.message))
  await client.connect()
  const links = createManagedLinks({
    keys,
    maxTtl: `${Number(maxTtl)}s`,
    store: redisStore((...args) => client.sendCommand(args)),
  })
  await links.ready()
  const files = createAccelListener(links)
  server.on('request', (req, res) => (req.method === 'POST' ? manage(links, req, res) : files(req, res)))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(port), '127.0.0.1', resolve)
  })
}

/** Makes a link, or revokes one: for programs on this machine, since nginx passes on nothing but GET of `/files/`. */
async function manage(links: ManagedLinks, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(req.url ?? '', 'http://localhost')
  try {
    if (pathname === '/links') {
      const [file = '', ttl = '', uses] = ['file', 'ttl', 'uses'].map((name) => searchParams.get(name) ?? undefined)
      res.end(links.sign(file, 'read', `${Number(ttl)}s`, uses === undefined ? {} : { uses: Number(uses) }))
    } else if (pathname === '/revocations') {
      await links.revoke({ token: searchParams.get('token') ?? '' })
      res.writeHead(204).end()
    } else res.writeHead(404).end()
  } catch (error) {
    console.error((error as Error).message)
    res.writeHead(500).end()
  }
}

/** Answers what has arrived, then ends. nginx asks another process meanwhile. */
function stop(): void {
  server.close(() => process.exit())
  setInterval(() => server.closeIdleConnections(), 20)
}
