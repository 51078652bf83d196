import { printLinks, readStart } from '../shared/start.ts'
import { createApp } from './app.ts'

const start = readStart()
const origin = await printLinks(start, createApp(start.root, start.links).listen(start.port, '127.0.0.1'))
console.log(`More, with other permissions and lifetimes: ${origin}/`)
