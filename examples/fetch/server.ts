import { serve } from '../shared/node-server.ts'
import { printLinks, readStart } from '../shared/start.ts'
import { createHandler } from './app.ts'

const start = readStart()
const fetch = createHandler(start.root, start.links)
await printLinks(start, serve({ fetch, port: start.port, hostname: '127.0.0.1' }))
