// Serves a page that runs the suite of daypass/web, opens it in Chromium, and prints what the page sends back. CHROMIUM names the program,
// if it has another name.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const fileOf = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const SCRIPTS = {
  '/suite.mjs': 'web-suite.mjs',
  '/web.js': 'node_modules/daypass/dist/web.js',
  '/http.js': 'node_modules/daypass/dist/http.js',
}
const PAGE = `<!doctype html>
<title>daypass/web</title>
<script type="importmap">{"imports": {"daypass/web": "/web.js", "daypass/http": "/http.js"}}</script>
<script type="module">
const send = (body) => fetch('/outcome', { method: 'POST', body: JSON.stringify(body) })
try {
  const { default: run } = await import('/suite.mjs')
  send({ version: navigator.userAgent.match(/Chrome\\/([\\d.]+)/)[1], ...(await run()) })
} catch (error) {
  send({ failures: [String(error.stack)] })
}
</script>`

const profile = mkdtempSync(join(tmpdir(), 'daypass-chromium-'))
const outcome = new Promise((resolve) => {
  const server = createServer(async (req, res) => {
    if (req.method === 'POST') {
      const parts = []
      for await (const part of req) parts.push(part)
      res.end()
      server.close()
      return resolve(Buffer.concat(parts).toString())
    }
    const file = SCRIPTS[req.url]
    res.setHeader('Content-Type', file === undefined ? 'text/html' : 'text/javascript')
    res.end(file === undefined ? PAGE : fileOf(file))
  })
  server.listen(0, '127.0.0.1', () => open(`http://127.0.0.1:${server.address().port}/`))
})
let browser
function open(url) {
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`]
  browser = spawn(process.env.CHROMIUM ?? 'chromium', [...flags, url], { stdio: 'ignore' })
  browser.on('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
}
console.log(`RESULT ${await outcome}`)
browser.kill()
await new Promise((resolve) => browser.on('exit', resolve))
rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
process.exit()
