import { fileURLToPath } from 'node:url'
import { createKey, createLinks, type Duration } from 'daypass'
import { bundle } from '../shared/bundle.ts'
import { listen } from '../shared/listen.ts'
import { portOf, stop } from '../shared/start.ts'
import { createApp } from './app.ts'

const root = fileURLToPath(new URL('films', import.meta.url))
const links = createLinks({ keys: [createKey()] }) // a new key each time: the links end with the process, at the latest
const port = portOf(process.env.PORT)
const token = signLink(process.argv[2])
const script = await bundle(new URL('player.ts', import.meta.url)).catch((error) => stop(error.message))

const origin = await listen(createApp({ root, links, script, log: console.log }), port)
console.log(`The link in the path: ${origin}/links/${token}/demo/`)
console.log(`The same as a cookie: ${origin}/open/${token}/demo`)

function signLink(lifetime = '1h'): string {
  try {
    return links.sign('demo', ['read', 'list'], lifetime as Duration, { scope: 'tree' })
  } catch (error) {
    return stop((error as Error).message)
  }
}
