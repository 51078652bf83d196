import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks } from 'daypass'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { createApp as createExpress } from '../../examples/express/app.ts'
import { createApp as createHono } from '../../examples/hono/app.ts'
import { linkTo } from '../../examples/shared/link-to.ts'
import { getRequestListener } from '../../examples/shared/node-server.ts'
import { withClient } from '../support/with-client.ts'

// aria2c opens one connection for each MiB, at most as many as it is told.
const CONTENT = randomBytes(8 * 1024 * 1024)
const HALF = CONTENT.subarray(0, CONTENT.length / 2)

// `-s` alone does not stop the progress of `-T .`.
const SHOW_STATUS = ['-sS', '--no-progress-meter', '-w', '%{http_code}']

const links = createLinks({ keys: [createKey('k')] })
const APPS: readonly [string, (root: string) => RequestListener][] = [
  ['Express', (root) => createExpress(root, links)],
  ['Hono', (root) => getRequestListener(createHono(root, links).fetch, { overrideGlobalObjects: false })],
]

describe.each(APPS)('real clients of the example on %s', (_, listenerOf) => {
  const seen: { readonly headers: IncomingMessage['headers']; readonly res: ServerResponse }[] = []
  let folder: string
  let origin: string
  let close: () => Promise<unknown>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daypass-clients-'))
    await mkdir(join(folder, 'served'))
    await writeFile(join(folder, 'served/large.bin'), CONTENT)
    const listener = listenerOf(join(folder, 'served'))
    const server = createServer((req, res) => {
      seen.push({ headers: req.headers, res })
      listener(req, res)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    close = async () => {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    }
  })
  afterAll(() => close())

  const urlOf = (lifetime: number): string => linkTo(origin, 'large.bin', links.sign('large.bin', 'read', lifetime))
  const ranges = (): readonly (string | undefined)[] => seen.splice(0).map(({ headers }) => headers.range)
  /** Runs a client in an empty folder, or one that holds the first half of the file. */
  const run = async (command: string, args: readonly string[], begun = false) => {
    const cwd = await mkdtemp(join(folder, 'client-'))
    if (begun) await writeFile(join(cwd, 'got'), HALF)
    seen.length = 0
    const child = spawn(command, args, { cwd, stdio: 'pipe' }) // no standard input ever comes, and it does not end either
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (data) => (output += data))
    const [status] = await once(child, 'close')
    return { status, output, got: await readFile(join(cwd, 'got')).catch(() => undefined) }
  }

  withClient('curl', 'downloads', async () => {
    const { status, got } = await run('curl', ['-sSf', '-o', 'got', urlOf(60)])
    expect([status, got?.equals(CONTENT)]).toEqual([0, true])
  })

  withClient('curl', 'resumes with -C -', async () => {
    const { status, got } = await run('curl', ['-sSf', '-C', '-', '-o', 'got', urlOf(60)], true)
    expect([status, got?.equals(CONTENT), ranges()]).toEqual([0, true, [`bytes=${HALF.length}-`]])
  })

  withClient('curl', 'gets a part with --range', async () => {
    const { status, got } = await run('curl', ['-sSf', '--range', '100-199', '-o', 'got', urlOf(60)])
    expect([status, got?.equals(CONTENT.subarray(100, 200))]).toEqual([0, true])
  })

  withClient('curl', 'asks for the head, and takes the name from the link', async () => {
    const token = links.sign('large.bin', 'read', 60, { response: { filename: 'got' } })
    const url = linkTo(origin, 'large.bin', token)
    expect((await run('curl', ['-sSfI', url])).output).toContain(`${CONTENT.length}`)
    expect((await run('curl', ['-sSfOJ', url])).got?.equals(CONTENT)).toBe(true)
  })

  withClient('curl', 'is refused with a status of its own', async () => {
    const { status, got, output } = await run('curl', ['-sS', '-w', '%{http_code}', '-o', 'got', `${urlOf(60)}x`])
    expect([status, output, JSON.parse(String(got)).code]).toEqual([0, '403', 'invalid-link'])
  })

  withClient('curl', 'uploads with -T', async () => {
    const url = linkTo(origin, 'sent', links.sign('sent', 'write', 60, { upload: { maxBytes: HALF.length } }))
    const upload = async (): Promise<string> => (await run('curl', [...SHOW_STATUS, '-T', 'got', url], true)).output
    expect(await upload()).toBe('201')
    expect(await upload()).toBe('204')
    expect((await readFile(join(folder, 'served/sent'))).equals(HALF)).toBe(true)
  })

  // The server answers before it reads the body, and closes. A client that is still sending is reset, and may fail before it reads the
  // answer (RFC 9112, section 9.6). So nothing of these bodies is left to send: one is a single write, and the other never comes.
  withClient('curl', 'sees that an upload with -T is too much, or in chunks of unknown number', async () => {
    const url = linkTo(origin, 'refused', links.sign('refused', 'write', 60, { upload: { maxBytes: 9 } }))
    await writeFile(join(folder, 'ten-bytes'), '0123456789')
    const upload = async (...args: readonly string[]): Promise<unknown> => {
      const { status, output, got } = await run('curl', [...SHOW_STATUS, '-o', 'got', ...args, url])
      return [status, output, JSON.parse(String(got)).code]
    }
    expect(await upload('-T', '../ten-bytes')).toEqual([0, '413', 'upload-too-large'])
    expect(await upload('-T', '../ten-bytes', '-H', 'Expect: 100-continue')).toEqual([0, '413', 'upload-too-large'])
    expect(await upload('-T', '.')).toEqual([0, '411', 'length-required'])
    await expect(readFile(join(folder, 'served/refused'))).rejects.toThrow('ENOENT')
  })

  // What curl makes of it is a matter of chance, for the reason above.
  withClient('curl', 'is refused the same with megabytes on their way, and nothing is stored', async () => {
    const url = linkTo(origin, 'refused', links.sign('refused', 'write', 60, { upload: { maxBytes: HALF.length } }))
    for (const [status, more] of [
      [413, []],
      [411, ['-H', 'Transfer-Encoding: chunked']],
    ] as const) {
      await run('curl', ['-sS', ...more, '-T', '../served/large.bin', url])
      expect(seen.map(({ res }) => res.statusCode)).toEqual([status])
      await expect(readFile(join(folder, 'served/refused'))).rejects.toThrow('ENOENT')
    }
  })

  withClient('wget', 'resumes with -c', async () => {
    const { status, got } = await run('wget', ['-q', '-c', '-O', 'got', urlOf(60)], true)
    expect([status, got?.equals(CONTENT), ranges()]).toEqual([0, true, [`bytes=${HALF.length}-`]])
  })

  withClient('aria2c', 'downloads over eight connections with -x 8', async () => {
    const args = ['-q', '-x', '8', '-s', '8', '-k', '1M', '-o', 'got', '--no-conf', urlOf(60)]
    const { status, got } = await run('aria2c', args)
    expect([status, got?.equals(CONTENT)]).toEqual([0, true])
    expect(new Set(ranges()).size).toBeGreaterThan(4)
  })
})
