import { realpathSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLinks, type Links } from 'daypass'
import { listFiles } from '../shared/files.ts'
import { keyFileFor, keysFromFile } from '../shared/key-file.ts'
import { linkTo } from '../shared/link-to.ts'
import { createApp } from './app.ts'

const SAMPLES = fileURLToPath(new URL('samples', import.meta.url))

const root = folderOf(process.argv[2])
const port = portOf(process.env.PORT)
const links = linksOf(root)
const server = createApp(root, links).listen(port, '127.0.0.1', async (error) => {
  if (error !== undefined) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    return stop(isTaken ? `Port ${port} is taken: PORT=${(port + 1) % 65_536} npm start` : error.message)
  }
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const files = await listFiles(root)
  console.log(files.length === 0 ? `No files in ${root}` : `Links to ${files.length} files of ${root}, for 4 hours:`)
  for (const id of files.slice(0, 50)) console.log(linkTo(origin, id, links.sign(id, ['read'], '4h')))
  console.log(`More, with other permissions and lifetimes: ${origin}/`)
})

function folderOf(dir: string | undefined): string {
  // npm runs this in the project's folder, wherever it was called.
  const path = dir === undefined ? SAMPLES : resolve(process.env.INIT_CWD ?? '.', dir)
  try {
    if (statSync(path).isDirectory()) return realpathSync(path)
  } catch {
    return stop(`There is no folder ${path}`)
  }
  return stop(`${path} is not a folder`)
}

function portOf(text = '3000'): number {
  const number = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN
  return number <= 65_535 ? number : stop('PORT must be a number from 0 to 65535')
}

function linksOf(folder: string): Links {
  try {
    return createLinks({ keys: keysFromFile(keyFileFor(folder)) })
  } catch (error) {
    return stop((error as Error).message) // it says what to do about the file of the key
  }
}

/** One line for whoever started this; a stack would not help them. */
function stop(message: string): never {
  console.error(message)
  process.exit(1)
}
