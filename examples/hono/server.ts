import { serve } from '../shared/node-server.ts'
import { printLinks, readStart } from '../shared/start.ts'
import { createApp } from './app.ts'

const start = readStart()
const { fetch } = createApp(start.root, start.links)
await printLinks(start, serve({ fetch, port: start.port, hostname: '127.0.0.1' }))
