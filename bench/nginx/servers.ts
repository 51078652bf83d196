// Every server that the benchmark asks, in a process of its own: sends their URLs, and ends with its parent.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKey, createLinks } from 'daypass'
import { createAccelListener, createAuthListener } from '../../examples/nginx/app.ts'
import { runNginx } from '../../examples/nginx/run-nginx.ts'
import { createListener } from '../../examples/node-http/app.ts'
import { linkTo } from '../../examples/shared/link-to.ts'

const SIZES = { '10 KB': 10_000, '1 MB': 1_000_000 }
const FIRST_PORT = 15_080

const root = mkdtempSync(join(tmpdir(), 'daypass-bench-nginx-'))
process.on('exit', () => rmSync(root, { recursive: true, force: true }))
for (const [name, size] of Object.entries(SIZES)) writeFileSync(join(root, `${size}.bin`), name.padEnd(size, '.'))
const links = createLinks({ keys: [createKey('bench')] })
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

let started = 0
async function front(conf: string, listener: RequestListener): Promise<string> {
  const port = FIRST_PORT + started++
  const app = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => app.once('listening', resolve))
  await runNginx({ conf: path(conf), root, port, appPorts: [(app.address() as AddressInfo).port] })
  return `http://127.0.0.1:${port}`
}

const sends = createListener(root, links)
const peers = await front('peers.conf', (req, res) => {
  if (req.url?.startsWith('/hop/')) res.end()
  else void sends(req, res)
})
const accel = await front('../../examples/nginx/x-accel.conf', createAccelListener(links))
const auth = await front('../../examples/nginx/auth-request.conf', createAuthListener(links))

const expires = Math.floor(Date.now() / 1000) + 7200
const secure = (uri: string): string => {
  const md5 = createHash('md5').update(`${expires}${uri} a-secret-of-the-benchmark`).digest('base64url')
  return `${peers}${uri}?md5=${md5}&expires=${expires}`
}
const urlsOf = (id: string): Readonly<Record<string, string>> => {
  const token = links.sign(id, 'read', '2h')
  return {
    alone: `${peers}/alone/${id}`,
    'secure-link': secure(`/secure-link/${id}`),
    'x-accel': linkTo(accel, id, token),
    'auth-request': linkTo(auth, id, token),
    hop: `${peers}/hop/${id}`,
    'app-sends': linkTo(peers, id, token),
  }
}
process.on('disconnect', () => process.exit())
process.send?.(Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [name, urlsOf(`${size}.bin`)])))
