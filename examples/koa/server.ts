import { realpathSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinks } from 'daypass'
import { listFiles } from '../shared/files.ts'
import { keyFileFor, keysFromFile } from '../shared/key-file.ts'
import { linkTo } from '../shared/link-to.ts'
import { createApp } from './app.ts'

const samples = fileURLToPath(new URL('../express/samples', import.meta.url))
const root = realpathSync(resolve(process.argv[2] ?? samples))
const links = createLinks({ keys: keysFromFile(keyFileFor(root)) })
const server = createApp(root, links).listen(Number(process.env.PORT ?? 3000), '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const id of await listFiles(root)) console.log(linkTo(origin, id, links.sign(id, ['read'], '4h')))
})
