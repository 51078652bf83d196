import { createServer } from 'node:http'
import { printLinks, readStart } from '../shared/start.ts'
import { createListener } from './app.ts'

const start = readStart()
await printLinks(start, createServer(createListener(start.root, start.links)).listen(start.port, '127.0.0.1'))
