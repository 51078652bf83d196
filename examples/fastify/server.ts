import { folderOf, printLinks } from '../shared/folder.ts'
import { createApp } from './app.ts'

const folder = folderOf(process.argv.slice(2))
const app = createApp(folder.root, folder.links)
await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
await printLinks(folder, app.server)
