import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { listFiles } from '../shared/files.ts'
import { linkTo } from '../shared/link-to.ts'
import { readStart } from '../shared/start.ts'
import { createAccelListener, createAuthListener } from './app.ts'
import { runNginx } from './run-nginx.ts'

const WAYS = { 'x-accel': createAccelListener, 'auth-request': createAuthListener } as const

const { root, links, port } = readStart()
const way = process.argv[3] ?? 'x-accel'
if (!Object.hasOwn(WAYS, way)) stop('The way must be x-accel or auth-request')
const app = createServer(WAYS[way as keyof typeof WAYS](links)).listen(0, '127.0.0.1')
await once(app, 'listening')
const conf = fileURLToPath(new URL(`${way}.conf`, import.meta.url))
const nginx = await runNginx({ conf, root, port, appPorts: [(app.address() as AddressInfo).port] }).catch(cannotStart)
nginx.child.once('close', () => process.exit())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void nginx.stop())

console.log(`Links to files of ${root}, for 4 hours, which nginx sends (${way}); its logs are in ${nginx.prefix}/logs`)
for (const id of (await listFiles(root)).slice(0, 50)) {
  console.log(linkTo(`http://127.0.0.1:${port}`, id, links.sign(id, ['read'], '4h')))
}

function cannotStart(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT')
    return stop('There is no nginx in the PATH (/usr/sbin on Debian): apt-get install nginx-light')
  if (/address already in use/i.test(error.message))
    return stop(`Port ${port} is taken: set another, as in PORT=${port + 1}`)
  return stop(error.message)
}

/** One line for the person who started this. */
function stop(message: string): never {
  console.error(message)
  process.exit(1)
}
