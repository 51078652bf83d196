import { mkdtemp, rm } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinks } from 'daypass'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect } from 'vitest'
import { linkOf, requireLink } from '../../examples/node-http/adapter.ts'
import { withTab } from '../support/chromium.ts'
import { KEY } from '../support/fixtures.ts'
import { PROJECT } from '../support/project.ts'
import { serve } from '../support/serve.ts'
import { withClient } from '../support/with-client.ts'

// The holder of a link is somebody with a browser: a page cuts the link down, and the server verifies what comes out.

let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-'))
  const { outputFiles } = await build({
    entryPoints: [join(PROJECT, 'src/web/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
  })
  script = outputFiles[0]?.text as string
})
afterAll(() => rm(folder, { recursive: true, force: true }))

withClient('chromium', 'narrows a link in a page, which Node verifies', async () => {
  const links = createLinks({ keys: [KEY] })
  const seen: string[] = []
  const guarded = requireLink(links, { fileId: ({ url = '' }) => url.slice(1).replace(/\?.*/, '') }, (req, res) => {
    const { fileId, depth, perms } = linkOf(req)
    seen.push(`${fileId} ${depth} ${perms}`)
    res.end('the slide')
  })
  const listener: RequestListener = (req, res) => {
    if (req.url === '/web.js') res.setHeader('Content-Type', 'text/javascript').end(script)
    else if (req.url === '/') res.setHeader('Content-Type', 'text/html').end('<!doctype html><title>share</title>')
    else void guarded(req, res)
  }
  const token = links.sign('study', ['read', 'list'], '1h', { scope: 'tree' })
  const { origin, close } = await serve(listener)
  await withTab(folder, async (tab) => {
    await tab.open(`${origin}/`)
    const narrowed = (await tab.evaluate(`import('/web.js').then(({ narrow }) =>
        narrow(${JSON.stringify(token)}, { fileId: 'study/7.dcm', perms: 'read', ttl: '10m' }))`)) as string
    expect(links.verify(narrowed, { fileId: 'study/7.dcm', perm: 'read' }).depth).toBe(1)
    const fetched = (path: string): Promise<unknown> =>
      tab.evaluate(
        `fetch('/${path}?token=${narrowed}').then(async (answer) => [answer.status, await answer.text()].join(' '))`,
      )
    expect(await fetched('study/7.dcm')).toBe('200 the slide')
    expect(await fetched('study/8.dcm')).toMatch(/^403 /)
  })
  await close()
  expect(seen).toEqual(['study/7.dcm 1 read'])
})
