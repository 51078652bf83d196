import { createServer } from 'node:http'
import { folderOf, printLinks } from '../shared/folder.ts'
import { createListener } from './app.ts'

const folder = folderOf(process.argv.slice(2))
const server = createServer(createListener(folder.root, folder.links))
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => printLinks(folder, server))
