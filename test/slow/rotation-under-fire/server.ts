// One server of the fleet, a process of its own: an app on Express that makes links and guards a route with them.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createKeyring, createLinks, type Keyring, keysFromEnv } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import express from 'express'
import type { Order, Report } from './messages.ts'

const [skew, maxTtl] = process.argv.slice(2).map(Number) as [number, number]
const clock = (): number => Date.now() + skew
let keyring: Keyring | undefined
let server: Server | undefined

process.on('message', (order: Order) => {
  if (order.type === 'stop') stop()
  else load(order.keys)
})
// Nobody is left who would stop it.
process.on('disconnect', () => process.exit())

function load(text: string): void {
  const keys = keysFromEnv({ DAYPASS_KEYS: text })
  if (keyring !== undefined) {
    keyring.replace(keys)
    report({ type: 'loaded' })
    return
  }
  keyring = createKeyring(keys)
  const listening = createApp(keyring).listen(0, '127.0.0.1', (error) => {
    if (error !== undefined) throw error
    report({ type: 'listening', port: (listening.address() as AddressInfo).port })
  })
  server = listening
}

function createApp(keys: Keyring): express.Express {
  const links = createLinks({ keys, maxTtl, clock })
  const app = express()
  app.get('/links/:file', (req, res) => {
    res.json({ token: links.sign(req.params.file, 'read', Number(req.query.ttl)) })
  })
  app.get('/files/:file', requireLink(links, { perm: 'read', fileId: (req) => req.params.file, clock }), (req, res) => {
    res.json({ file: linkOf(req).fileId })
  })
  return app
}

/** Answers what has arrived, then ends. */
function stop(): void {
  server?.close(() => process.exit())
  // A connection that is answered last is kept open for the next request, which must go elsewhere.
  setInterval(() => server?.closeIdleConnections(), 20)
}

function report(message: Report): void {
  process.send?.(message)
}
