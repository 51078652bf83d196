import { fileURLToPath } from 'node:url'
import { listen } from '../shared/listen.ts'
import { cannotListen, printLinksAt, readStart, stop } from '../shared/start.ts'
import { createAccelListener, createAuthListener } from './app.ts'
import { runNginx } from './run-nginx.ts'

const WAYS = { 'x-accel': createAccelListener, 'auth-request': createAuthListener } as const

const { root, links, port } = readStart()
const way = process.argv[3] ?? 'x-accel'
if (!Object.hasOwn(WAYS, way)) stop('The way must be x-accel or auth-request')
const app = new URL(await listen(WAYS[way as keyof typeof WAYS](links), 0))
const conf = fileURLToPath(new URL(`${way}.conf`, import.meta.url))
const nginx = await runNginx({ conf, root, port, appPorts: [Number(app.port)] }).catch((error) =>
  cannotListen(port, error),
)
nginx.child.once('close', () => process.exit())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void nginx.stop())

console.log(`nginx sends the files (${way}), and its logs are in ${nginx.prefix}/logs`)
await printLinksAt(`http://127.0.0.1:${port}`, { root, links })
