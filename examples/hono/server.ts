import { folderOf, printLinks } from '../shared/folder.ts'
import { serve } from '../shared/node-server.ts'
import { createApp } from './app.ts'

const folder = folderOf(process.argv.slice(2))
const { fetch } = createApp(folder.root, folder.links)
const server = serve({ fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, () => {
  printLinks(folder, server)
})
