import { expect, it, vi } from 'vitest'
import { serve } from '../../../test/support/serve.ts'
import { failedStart, withStarted } from '../../../test/support/started-server.ts'

const file = 'examples/dicom/server.ts'

it('prints a link to the study, and revokes it when asked', async () => {
  await withStarted({ file, port: '0' }, 2, async ([line = ''], child) => {
    const url = new URL(line.slice(line.indexOf('http')))
    const page = await fetch(url)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('viewer.js')])
    const headers = { Authorization: `Bearer ${url.hash.slice(1)}` }
    const study = new URL(url.pathname.replace('/view/', '/studies/'), url)
    const slices = await fetch(study, { headers })
    expect(await slices.json()).toHaveLength(8)
    child.stdin?.write('\n')
    await vi.waitFor(async () => expect((await fetch(study, { headers })).status).toBe(410), { timeout: 60_000 })
  })
})

it('says in one line what it cannot start with', async () => {
  const taken = await serve(() => undefined)
  const cases = [
    [{ file, port: '65536' }, /^PORT must be a number from 0 to 65535\n$/],
    [{ file, port: String(taken.port) }, /^Port \d+ is taken: [^\n]*\n$/],
  ] as const
  for (const [options, message] of cases) {
    expect(await failedStart(options)).toEqual({ status: 1, out: '', error: expect.stringMatching(message) })
  }
  await taken.close()
})
