// Runs the suite of daypass/web inside a worker without any compatibility flag, and has it verify a link that Node signed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createKey, createLinks } from 'daypass'
import { Miniflare } from 'miniflare'

const require = createRequire(import.meta.url)
const fileOf = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const { version } = require('workerd/package.json')
const [, year, month, day] = /^1\.(\d{4})(\d\d)(\d\d)/.exec(version)

const key = createKey('of-node')
const token = createLinks({ keys: [key] }).sign('study/7.dcm', 'read', '1h', { boundTo: 'é' })
const worker = new Miniflare({
  modules: [
    {
      type: 'ESModule',
      path: 'worker.mjs',
      contents: `import { createLinks, keysFromEnv } from 'daypass/web'
import run from './web-suite.mjs'
const links = createLinks({ keys: keysFromEnv({ DAYPASS_KEYS: ${JSON.stringify(`${key.id}:${key.secret}`)} }) })
export default {
  fetch: async () => {
    const missing = ['process', 'Buffer', 'require'].filter((name) => name in globalThis)
    if (missing.length > 0) throw new Error('this worker has ' + missing)
    const grant = await links.verify(${JSON.stringify(token)}, { fileId: 'study/7.dcm', perm: 'read', boundTo: 'é' })
    return Response.json({ keyId: grant.keyId, ...(await run()) })
  },
}`,
    },
    { type: 'ESModule', path: 'web-suite.mjs', contents: fileOf('web-suite.mjs') },
    ...['web', 'http'].map((name) => {
      return { type: 'ESModule', path: `daypass/${name}`, contents: fileOf(`node_modules/daypass/dist/${name}.js`) }
    }),
  ],
  compatibilityDate: `${year}-${month}-${day}`,
  compatibilityFlags: [],
})
const response = await worker.dispatchFetch('http://localhost/')
const text = await response.text()
console.log(response.ok ? `RESULT ${JSON.stringify({ version, ...JSON.parse(text) })}` : text)
await worker.dispose()
