import { printLinks, readStart, stop } from '../shared/start.ts'
import { createPortal } from './app.ts'
import { proofSecrets } from './links/password.ts'
import { portalLinks } from './links/portal-links.ts'
import { readSettings } from './settings.ts'
import { openStores } from './store/open-stores.ts'

const start = readStart()
const settings = readSettings(start)
const stores = await openStores(settings).catch((error: Error) => stop(error.message))
const managed = portalLinks(start.keys, stores.store, settings.purpose)
await managed.ready().catch((error: Error) => stop(`The store cannot be read: ${error.message}`))
const secrets = proofSecrets(start.keys)
const app = createPortal({ ...start, ...settings, managed, records: stores.records, secrets })
const origin = await printLinks({ ...start, links: managed }, app.listen(start.port, '127.0.0.1'))
console.log(stores.line)
if (settings.password === undefined) console.log('No PORTAL_PASSWORD is set: everyone on this machine is the owner')
console.log(`Open ${origin}/ to share files`)
