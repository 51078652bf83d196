// Builds a Next.js app with an edge route that runs the suite of daypass/web, starts it, and prints what the route answers.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { version } = createRequire(import.meta.url)('next/package.json')
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }

mkdirSync('app/suite', { recursive: true })
writeFileSync('app/layout.js', 'export default ({ children }) => children\n')
writeFileSync(
  'app/suite/route.js',
  `import { createKey, createLinks } from 'daypass/web'
import run from '../../web-suite.mjs'
export const runtime = 'edge'
const links = createLinks({ keys: [createKey()] })
export const GET = async () => {
  if (typeof EdgeRuntime !== 'string') throw new Error('this is not the edge runtime')
  await links.verify(await links.sign('a', 'read', '1h'))
  return Response.json(await run())
}
`,
)
writeFileSync('next.config.mjs', 'export default { turbopack: { root: import.meta.dirname } }\n')
execFileSync(process.execPath, [next, 'build'], { env, stdio: ['ignore', 'inherit', 'inherit'] })
const server = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', '127.0.0.1'], { env })
const url = await new Promise((resolve, reject) => {
  let said = ''
  server.stdout.on('data', (part) => {
    said += part
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
    if (found !== undefined) resolve(found)
  })
  server.on('exit', () => reject(new Error(said)))
})
const response = await fetch(`${url}/suite`)
const text = await response.text()
console.log(response.ok ? `RESULT ${JSON.stringify({ version, ...JSON.parse(text) })}` : text)
server.kill()
process.exit()
