import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildAndPack, copySources, installAlone } from './test/repo/package/support/staging.ts'
import usual from './vitest.config.js'

// `npm run test:packed`: the contract of all adapters, with what `npm install` makes of the tarball in the place of the sources.
// Without the types, which take most of the time and are not run.
const packed = await buildAndPack(await copySources(), ['--no-dts'])
const consumer = await installAlone(packed)
process.on('exit', () => {
  for (const folder of [packed.folder, consumer]) rmSync(folder, { recursive: true, force: true })
})
const installed = join(consumer, 'node_modules/daypass')
const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))

/** Each entry by its name. Vitest leaves what is in `node_modules` to Node, so that entries import each other as installed. */
const alias = Object.entries(exports)
  .filter(([, conditions]) => conditions.import !== undefined)
  .map(([entry, conditions]) => ({
    find: new RegExp(`^daypass${entry.slice(1)}$`),
    replacement: join(installed, conditions.import.default),
  }))

export default {
  ...usual,
  resolve: { alias },
  test: {
    ...usual.test,
    include: ['test/http-contract/contract.test.ts', 'test/http-contract/*.packed.ts'],
    exclude: ['node_modules/**'],
    env: { DAYPASS_INSTALLED: installed },
  },
}
