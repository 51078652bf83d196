import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Installed, installBuilt } from './support/installed.ts'

// One process often has several copies of a package: the ES module and the CommonJS module of the same version, and one in every
// bundle. Each copy must recognise the errors and the keyrings of all others.

let installed: Installed

beforeAll(async () => {
  installed = await installBuilt('--no-dts')
  const entry = join(installed.folder, 'entry.mjs')
  await writeFile(entry, "export * from 'daypass'")
  for (const name of ['one', 'two']) {
    await build({
      entryPoints: [entry],
      outfile: join(installed.folder, `${name}.mjs`),
      bundle: true,
      platform: 'node',
      format: 'esm',
      minify: name === 'two',
    })
  }
})

afterAll(() => installed.remove())

const LOAD = `
import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import * as esm from 'daypass'
import * as one from './one.mjs'
import * as two from './two.mjs'
const cjs = createRequire(import.meta.url)('daypass')
const copies = [esm, cjs, one, two]
const errorOf = (act) => { try { act() } catch (error) { return error } }
const secret = Buffer.alloc(32, 7).toString('base64url')
const print = (value) => console.log(JSON.stringify(value))
`

/** What a program prints that has loaded four copies. */
async function printed(source: string): Promise<unknown> {
  return JSON.parse(await installed.node('program.mjs', LOAD + source))
}

const ALL = Array(4).fill(Array(4).fill(true))

describe('four copies in one process', () => {
  it('are four: none shares a class with another', async () => {
    expect(await printed('print(new Set(copies.map((copy) => copy.LinkError)).size)')).toBe(4)
  })

  it('recognise the LinkErrors of each other, of verify and of narrow', async () => {
    const source = (act: string) => `
const errors = copies.map((copy) => errorOf(() => ${act}))
print(copies.map(({ LinkError }) => errors.map((error) => error instanceof LinkError && error.code === 'malformed')))`
    expect(await printed(source("copy.createLinks({ keys: [{ id: 'k', secret }] }).verify('x')"))).toEqual(ALL)
    expect(await printed(source("copy.narrow('x', { perms: 'read' })"))).toEqual(ALL)
  })

  it('recognise the UploadErrors of each other', async () => {
    const source = `
import * as http from 'daypass/http'
const other = createRequire(import.meta.url)('daypass/http')
const refused = async ({ limitUpload }) => {
  try { for await (const _ of limitUpload([new Uint8Array(2)], { upload: { maxBytes: 1 } })); } catch (error) { return error }
}
const errors = [await refused(http), await refused(other)]
class Own extends http.UploadError {}
print([http, other].map(({ UploadError }) => errors.map((error) => error instanceof UploadError)))
print([http.UploadError === other.UploadError, errors[0] instanceof Own, new Own('upload-too-large') instanceof Own, {} instanceof http.UploadError])`
    const output = await installed.node('uploads.mjs', LOAD + source)
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      [
        [true, true],
        [true, true],
      ],
      [false, false, true, false],
    ])
  })

  it('take the keyrings of each other, and see what replace does', async () => {
    const source = `
print(copies.map(({ createKeyring }) => copies.map(({ createLinks }) => {
  const keyring = createKeyring([{ id: 'old', secret }])
  const links = createLinks({ keys: keyring })
  const token = links.sign('a', 'read', '1h')
  const before = links.verify(token).keyId
  keyring.replace([{ id: 'new', secret }])
  return before === 'old' && links.tryVerify(token).code === 'unknown-key' && links.verify(links.sign('a', 'read', '1h')).keyId === 'new'
})))`
    expect(await printed(source)).toEqual(ALL)
  })

  it('show no secret in a keyring', async () => {
    const source = `
const forms = [secret, Buffer.from(secret, 'base64url').toString('hex'), '7, 7, 7', '07 07 07']
print(copies.map(({ createKeyring }) => {
  const keyring = createKeyring([{ id: 'k', secret }])
  const shown = inspect(keyring, { showHidden: true, depth: Infinity, getters: true }) + inspect(Object.getOwnPropertyDescriptors(keyring), { showHidden: true, depth: Infinity })
  return [Object.keys(keyring).join(), JSON.stringify(keyring), forms.some((form) => shown.includes(form))]
}))`
    expect(await printed(source)).toEqual(Array(4).fill(['replace', '{}', false]))
  })
})
