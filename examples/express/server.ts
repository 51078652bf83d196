import { printLinks, readStart } from '../shared/start.ts'
import { createApp } from './app.ts'

const start = readStart()
await printLinks(start, createApp(start.root, start.links).listen(start.port, '127.0.0.1'))
