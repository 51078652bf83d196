import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PROJECT } from '../../../support/project.ts'
import { describeServer } from '../../../support/servers/describe-server.ts'
import { onFreePort } from '../../../support/servers/free-port.ts'
import { isNginxThere } from '../../../support/servers/nginx.ts'

let base: string
const args = (...rest: readonly string[]): string[] => [
  '--import',
  import.meta.resolve('tsx'),
  join(PROJECT, 'examples/nginx/server.ts'),
  ...rest,
]
// Where the key is kept, and not in the folder of the project.
const options = (PORT: string, PATH = process.env.PATH) => ({
  cwd: base,
  env: { ...process.env, PATH, PORT, TSX_TSCONFIG_PATH: join(PROJECT, 'tsconfig.json') },
})

/** Starts the example, and gives the first URL that it prints. */
async function start(port: number, root: string, way: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, args(root, way), {
    ...options(String(port)),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGTERM'))
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('http')) return { child, url: line }
  throw new Error(`address already in use? ${await text(child.stderr)}`)
}

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'daypass-nginx-start-'))
})
afterAll(() => rm(base, { recursive: true }))

it('the example says in one line that nginx is missing', () => {
  const { status, stderr } = spawnSync(process.execPath, args(), { ...options('3000', base), encoding: 'utf8' })
  expect([status, stderr]).toEqual([
    1,
    'There is no nginx in the PATH (/usr/sbin on Debian): apt-get install nginx-light\n',
  ])
})

describeServer('the example', 'nginx', isNginxThere, () => {
  it.each(['x-accel', 'auth-request'])('starts with one command, and ends as a whole: %s', async (way) => {
    const root = await mkdtemp(join(tmpdir(), 'daypass-nginx-files-'))
    await writeFile(join(root, 'a b.txt'), 'the file')
    const { child, url } = await onFreePort((port) => start(port, root, way))
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get('server')?.slice(0, 5), await answer.text()]).toEqual([
      200,
      'nginx',
      'the file',
    ])
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    expect(await closed).toEqual([0, null])
    await expect(fetch(url)).rejects.toThrow()
    await rm(root, { recursive: true })
  })

  it('says in one line what it cannot start with', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    const run = async (rest: readonly string[], PORT: string): Promise<string> => {
      const child = spawn(process.execPath, args(...rest), { ...options(PORT), stdio: ['ignore', 'pipe', 'pipe'] })
      const [[status], said] = await Promise.all([once(child, 'close'), text(child.stderr)])
      return `${status} ${said}`
    }
    expect(await run([], String(port))).toBe(`1 Port ${port} is taken: set another, as in PORT=${port + 1}\n`)
    expect(await run([base, 'proxy'], '3000')).toBe('1 The way must be x-accel or auth-request\n')
    expect(await run([join(base, 'missing')], '3000')).toBe(`1 There is no folder ${join(base, 'missing')}\n`)
    expect(existsSync(join(base, 'missing'))).toBe(false)
    taken.close()
  })
})
