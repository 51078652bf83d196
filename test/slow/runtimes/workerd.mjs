// Runs the suite inside a worker. The files of the package are given to workerd as they are.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Miniflare } from 'miniflare'

const require = createRequire(import.meta.url)
const fileOf = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const { version } = require('workerd/package.json')
const [, year, month, day] = /^1\.(\d{4})(\d\d)(\d\d)/.exec(version)

const worker = new Miniflare({
  modules: [
    {
      type: 'ESModule',
      path: 'worker.mjs',
      contents: `import run from './suite.mjs'\nexport default { fetch: async () => Response.json(await run()) }`,
    },
    { type: 'ESModule', path: 'suite.mjs', contents: fileOf('suite.mjs') },
    { type: 'ESModule', path: 'daypass', contents: fileOf('node_modules/daypass/dist/index.js') },
    ...['http', 'managed', 'sqlite', 'store-contract'].map((name) => {
      return { type: 'ESModule', path: `daypass/${name}`, contents: fileOf(`node_modules/daypass/dist/${name}.js`) }
    }),
  ],
  compatibilityDate: `${year}-${month}-${day}`,
  compatibilityFlags: ['nodejs_compat'],
})
const response = await worker.dispatchFetch('http://localhost/')
const text = await response.text()
console.log(response.ok ? `RESULT ${JSON.stringify({ version, ...JSON.parse(text) })}` : text)
await worker.dispose()
