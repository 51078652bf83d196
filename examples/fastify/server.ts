import { cannotListen, printLinks, readStart } from '../shared/start.ts'
import { createApp } from './app.ts'

const start = readStart()
const app = createApp(start.root, start.links)
// Fastify keeps the server's error to itself.
await app.listen({ port: start.port, host: '127.0.0.1' }).catch((error) => cannotListen(start.port, error))
await printLinks(start, app.server)
