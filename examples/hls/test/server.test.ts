import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { serve } from '../../../test/support/serve.ts'
import { failedStart, withStarted } from '../../../test/support/started-server.ts'
import { bundle } from '../../shared/bundle.ts'

const file = 'examples/hls/server.ts'

it('prints two links that play', async () => {
  await withStarted({ file, port: '0' }, 2, async (lines) => {
    const [inPath, asCookie] = lines.map((line) => line.slice(line.indexOf('http'))) as [string, string]
    const page = await fetch(inPath)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<video')])
    expect((await fetch(new URL('master.m3u8', inPath))).status).toBe(200)
    const script = await fetch(new URL('/player.js', inPath))
    expect((await script.text()).length).toBeGreaterThan(100_000)
    expect((await fetch(asCookie, { redirect: 'manual' })).headers.get('location')).toBe('/films/demo/')
  })
})

it('says in one line what it cannot start with', async () => {
  const taken = await serve(() => undefined)
  const cases = [
    [{ file, port: 'x' }, /^PORT must be a number from 0 to 65535\n$/],
    [{ file, port: '0', args: ['1x'] }, /^ttl must be a duration[^\n]*\n$/],
    [{ file, port: String(taken.port) }, /^Port \d+ is taken: [^\n]*\n$/],
  ] as const
  for (const [options, message] of cases) {
    expect(await failedStart(options)).toEqual({ status: 1, out: '', error: expect.stringMatching(message) })
  }
  await taken.close()
})

it('names the package of the page that is not installed, in one line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-hls-'))
  const entry = join(folder, 'page.ts')
  await writeFile(entry, "import 'a-player-that-is-not-there'\n")
  await expect(bundle(pathToFileURL(entry))).rejects.toThrow(/^[^\n]*npm ci[^\n]*"a-player-that-is-not-there"[^\n]*$/)
  await rm(folder, { recursive: true })
})
