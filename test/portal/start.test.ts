import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { PROJECT } from '../support/project.ts'
import { addressOf, share } from './support/owner.ts'
import type { Running } from './support/portal.ts'

/** A portal in a separate process. */
interface Started {
  readonly child: ChildProcess
  readonly urls: readonly string[]
  readonly output: string
  readonly origin: string
}

const running: ChildProcess[] = []
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill()
    await once(child, 'exit')
  }
})

/** Starts the portal as `npm start -- DIR` does in the folder of temporary files, and reads what it prints. */
async function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(PROJECT, 'examples/portal/server.ts'), ...args], {
    cwd: PROJECT,
    env: { ...process.env, PORT: '0', npm_lifecycle_event: 'start', INIT_CWD: tmpdir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const lines: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text) => lines.push(text.trim()))
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    lines.push(line)
    if (line.startsWith('Open ')) break
  }
  const output = lines.join('\n')
  const origin = /^Open (http:\S+)\/ to share files$/m.exec(output)?.[1] ?? ''
  return { child, output, origin, urls: output.match(/http:\S+token=\S+/g) ?? [] }
}

async function end({ child }: Started): Promise<void> {
  child.kill()
  await once(child, 'exit')
}

async function folder(...files: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'daypass-start-'))
  for (const name of files) await writeFile(join(root, name), name)
  return root
}

describe('npm start', () => {
  it('prints links that work and the address of the portal, and keeps key and links over a restart', async () => {
    const samples = await start([])
    const ids = samples.urls.map((url) => new URL(url).pathname)
    expect(ids).toEqual(['/files/drawing.svg', '/files/notes/measurements.csv', '/files/report.txt'])
    expect(await (await fetch(samples.urls.at(-1) as string)).text()).toContain('Quarterly report')
    expect(new URL(samples.origin).hostname).toBe('127.0.0.1')
    await end(samples)

    const root = await folder('a.txt', 'report.txt', '.env')
    await symlink('/etc/hostname', join(root, 'link'))
    const first = await start([basename(root)])
    expect(first.urls.map((url) => new URL(url).pathname)).toEqual(['/files/a.txt', '/files/report.txt'])
    for (const url of first.urls) expect(await (await fetch(url)).text()).toBe(basename(new URL(url).pathname))
    expect(await (await fetch(first.origin)).text()).toContain('a.txt')
    const portal = { origin: first.origin } as Running
    const address = new URL(await addressOf(portal, await share(portal, 'a.txt', { label: 'Kept' })))
    await end(first)

    for (const name of (await readdir(PROJECT)).filter((name) => /^\.daypass-(?:keys\.json|portal\.db)/.test(name)))
      expect((await stat(join(PROJECT, name))).mode & 0o777, name).toBe(0o600)
    const second = await start([root])
    expect(await (await fetch(`${second.origin}/links`)).text()).toContain('Kept')
    address.port = new URL(second.origin).port
    expect((await fetch(address)).status).toBe(200)
    const printed = new URL(first.urls[0] as string)
    printed.port = address.port
    expect((await fetch(printed)).status).toBe(200)
    // A link to a file of this name in the other folder does not open the one here.
    const ofSamples = new URL(samples.urls.at(-1) as string)
    ofSamples.port = address.port
    expect((await fetch(ofSamples)).status).toBe(403)
    await rm(root, { recursive: true })
  })

  it('says that a folder has no files, and prints the first fifty links of many', async () => {
    const empty = await folder()
    expect((await start([basename(empty)])).output).toMatch(/^No files in .*daypass-start-/)
    const many = await folder(...Array.from({ length: 51 }, (_, i) => `${100 + i}`))
    const { urls, output } = await start([many])
    expect(output).toMatch(/for 4 hours: the first 50$/m)
    expect(urls.map((url) => new URL(url).pathname.slice(-3))).toEqual(
      Array.from({ length: 50 }, (_, i) => `${100 + i}`),
    )
    for (const root of [empty, many]) await rm(root, { recursive: true })
  })

  it('says in one line what it cannot start with', async () => {
    const settings: readonly (readonly [NodeJS.ProcessEnv, RegExp])[] = [
      [{ STORE: 'mysql://x' }, /^STORE must begin with redis:\/\/ or postgres:\/\/$/],
      [{ PORTAL_URL: 'https://files.example.org', PORTAL_PASSWORD: '' }, /^PORTAL_URL needs PORTAL_PASSWORD/],
    ]
    for (const [env, line] of settings) {
      const { child, output } = await start([], env)
      if (child.exitCode === null) await once(child, 'exit')
      expect([child.exitCode, output]).toEqual([1, expect.stringMatching(line)])
    }
  })

  it('behind a proxy, gives links with the address of the proxy, and its pages to anyone with the password', async () => {
    const { origin } = await start([], { PORTAL_URL: 'https://files.example.org/', PORTAL_PASSWORD: 'correct horse' })
    expect((await fetch(origin, { redirect: 'manual' })).headers.get('location')).toBe('/sign-in')
    const headers = { Origin: origin }
    const body = new URLSearchParams({ password: 'correct horse' })
    const signedIn = await fetch(`${origin}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
    const Cookie = signedIn.headers.get('set-cookie')?.split(';')[0] as string
    const fields = new URLSearchParams({ file: 'report.txt', can: 'get', until: '1h', often: 'any' })
    const made = await fetch(`${origin}/share`, { method: 'POST', body: fields, headers: { ...headers, Cookie } })
    expect(await made.text()).toMatch(/<input id="url" value="https:\/\/files\.example\.org\/s\//)
  })
})
