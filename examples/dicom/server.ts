import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createKey } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { bundle } from '../shared/bundle.ts'
import { listen } from '../shared/listen.ts'
import { portOf, stop } from '../shared/start.ts'
import { createApp } from './app.ts'
import { shareStudy } from './share-study.ts'

const root = fileURLToPath(new URL('studies', import.meta.url))
const [study = ''] = readdirSync(root)

// The key goes with the store: a new store has forgotten what was revoked.
const links = createManagedLinks({ keys: [createKey()], store: memoryStore() })
const port = portOf(process.env.PORT)
const script = await bundle(new URL('viewer.ts', import.meta.url)).catch((error) => stop(error.message))

const origin = await listen(createApp({ root, links, script, log: console.log }), port)
console.log(`The study, until midnight: ${origin}/view/${study}/#${shareStudy(links, study)}`)
console.log('Enter revokes it, with every link that was narrowed from it')
createInterface({ input: process.stdin }).on('line', async () => {
  await links.revoke({ fileId: study, scope: 'tree' })
  console.log('Revoked')
})
