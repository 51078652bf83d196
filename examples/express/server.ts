import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinks } from 'daypass'
import { listFiles } from '../shared/files.ts'
import { keyFileFor, keysFromFile } from '../shared/key-file.ts'
import { linkTo } from '../shared/link-to.ts'
import { createApp } from './app.ts'

const [dir] = process.argv.slice(2)
const samples = fileURLToPath(new URL('samples', import.meta.url))
// npm runs this in the project's folder, wherever it was called.
const root = realpathSync(dir === undefined ? samples : resolve(process.env.INIT_CWD ?? '.', dir))

const links = createLinks({ keys: keysFromFile(keyFileFor(root)) })
const secret = randomUUID()
const server = createApp(root, links, secret).listen(Number(process.env.PORT ?? 3000), '127.0.0.1', async (error) => {
  if (error !== undefined) throw error
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const files = await listFiles(root)
  console.log(`Links to ${files.length} files of ${root}, for 4 hours:`)
  for (const id of files.slice(0, 50)) console.log(linkTo(origin, id, links.sign(id, ['read'], '4h')))
  console.log(`More, with other permissions and lifetimes: ${origin}/?secret=${secret}`)
})
