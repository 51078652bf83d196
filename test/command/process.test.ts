import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createLinks } from 'daypass'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fencesOf } from '../repo/docs/support/fences.ts'
import { type Installed, installBuilt } from '../repo/package/support/installed.ts'
import { KEY, SECRET_TEXT } from '../support/fixtures.ts'

const run = promisify(execFile)
const KEYS = `k:${SECRET_TEXT}`
const token = createLinks({ keys: [KEY] }).sign('q3.pdf', 'read', '4h')

let installed: Installed
let command: string

beforeAll(async () => {
  installed = await installBuilt('--no-dts')
  command = join(installed.dist, 'command.js')
})

afterAll(() => installed?.remove())

interface Ended {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command in a process of its own. */
async function daypass(args: readonly string[], stdin = '', flags: readonly string[] = []): Promise<Ended> {
  const env = { PATH: process.env.PATH, DAYPASS_KEYS: KEYS }
  const child = spawn(process.execPath, [...flags, command, ...args], { cwd: installed.folder, env })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  // A verb that needs no input may have ended before it is written.
  child.stdin.on('error', () => undefined).end(stdin)
  const [exit] = await once(child, 'close')
  return { exit, stdout, stderr }
}

/** Runs a line of a shell in which `daypass` is the built command. */
async function shell(line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const script = `daypass() { "$NODE" "$COMMAND" "$@"; }\n${line}`
  const options = {
    cwd: installed.folder,
    env: { PATH: process.env.PATH, NODE: process.execPath, COMMAND: command, ...env },
  }
  return await run('sh', ['-c', script], options).then(
    ({ stdout, stderr }) => ({ exit: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ exit: code, stdout, stderr }),
  )
}

describe('a result that cannot be written', () => {
  const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`

  it.each([
    ['a full disk for errors', `daypass verify ${forged} 2>/dev/full`, 1],
    [
      'a reader of errors that went away',
      `{ daypass verify ${forged} 2>&1 >/dev/null; echo $? >&3; } 3>status | true`,
      1,
    ],
    ['a reader that went away', `{ daypass verify ${token} --file x --json; echo $? >&3; } 3>status | true`, 1],
    ['a usage error without a reader', '{ daypass bogus 2>&1; echo $? >&3; } 3>status | true', 2],
    ['an accepted link without a reader', `{ daypass verify ${token}; echo $? >&3; } 3>status | true`, 0],
  ])('does not change the status: %s', async (_, line, status) => {
    const ended = await shell(line, { DAYPASS_KEYS: KEYS })
    const written = line.includes('3>status') ? await readFile(join(installed.folder, 'status'), 'utf8') : ended.exit
    expect(Number(written)).toBe(status)
  })

  it('is written although the notes cannot be', async () => {
    const { stdout } = await shell('daypass rotate 2>/dev/full', { DAYPASS_KEYS: KEYS })
    expect(stdout).toMatch(/^DAYPASS_KEYS=/)
  })
})

describe('the exit status is', () => {
  it.each([
    [0, ['verify', token]],
    [1, ['verify', token, '--perm', 'write']],
    [1, ['inspect', 'x']],
    [2, ['verify']],
    [2, ['verify', token, '--prem', 'read']],
    [3, ['verify', token, '--keys-file', 'nothing']],
    [3, ['revoke', '--all', '--store', 'sqlite:nothing.db']],
  ])('%i for %j, and there is no stack trace', async (exit, args) => {
    const ended = await daypass(args)
    expect(ended.exit).toBe(exit)
    expect(ended.stderr).not.toMatch(/^\s+at /m)
    expect(ended.stdout === '').toBe(exit !== 0)
  })
})

describe('pipes', () => {
  it('lead from keygen to sign, narrow, verify and inspect', async () => {
    const line = `set -e
export "$(daypass keygen --id 2026-11)"
daypass sign studies/42 --tree --perm read,list --ttl 1d --url https://files.example.org/ |
  daypass narrow - --perm read --file studies/42/7.dcm --ttl 10m > token
daypass verify - --file studies/42/7.dcm --perm read --json < token
daypass inspect - < token`
    const { exit, stdout, stderr } = await shell(line)
    expect([exit, stderr]).toEqual([0, ''])
    const [grant = '', ...blocks] = stdout.trimEnd().split('\n')
    expect(JSON.parse(grant)).toMatchObject({
      ok: true,
      grant: { fileId: 'studies/42/7.dcm', depth: 1, keyId: '2026-11' },
    })
    expect(blocks.map((block) => block.split(' ')[0])).toEqual(['signed', 'narrowed:', 'together:'])
  })

  it('take keys from a process, and give a file that --env-file of Node reads', async () => {
    const line = `set -e
daypass keygen --id a -o a.env
daypass rotate --keys-file a.env --id b -o b.env
daypass sign x --perm read --ttl 1h --keys-file - < b.env
"$NODE" --env-file=b.env -p 'process.env.DAYPASS_KEYS.split(",").length'`
    const { exit, stdout } = await shell(line)
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^1\.a\.\S+\n2\n$/)
  })

  it.each(['daypass redact', 'daypass --help', 'daypass sign a --perm read --ttl 1h', 'daypass verify x --json'])(
    'that are closed end the command, without a word: %s',
    async (verb) => {
      // The reader is gone before anything is written: it never opened the pipe.
      const line = `(yes "GET /?token=${token}" | head -c 5000000 | { ${verb} 2>error; echo "$?" >status; }) | true; cat error`
      const { stdout } = await shell(line, { DAYPASS_KEYS: KEYS })
      expect(stdout.replace(/^daypass: malformed: the text is not a link\n$/, '')).toBe('')
      expect(await readFile(join(installed.folder, 'status'), 'utf8')).toMatch(/^[01]\n$/)
    },
  )

  it('that are closed in the middle end redact', async () => {
    const { exit, stdout, stderr } = await shell(`yes "GET /?token=${token}" | daypass redact | head -n 2`)
    expect([exit, stdout, stderr]).toEqual([0, 'GET /?token=[link]\n'.repeat(2), ''])
  })
})

it.skipIf(!existsSync('/dev/full'))('a full disk is 3, and no success', async () => {
  for (const line of ['daypass keygen', `yes | daypass redact`]) {
    const { exit, stderr } = await shell(`${line} > /dev/full`)
    expect([exit, stderr]).toEqual([3, 'daypass: the output cannot be written (ENOSPC)\n'])
  }
})

describe('redact', () => {
  it('gives back each line when it has come', async () => {
    const child = spawn(process.execPath, [command, 'redact'], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdout.setEncoding('utf8')
    for (const name of ['a', 'b']) {
      child.stdin.write(`${name} ${token}\n`)
      expect((await once(child.stdout, 'data'))[0]).toBe(`${name} [link]\n`)
    }
    child.stdin.end()
    expect((await once(child, 'close'))[0]).toBe(0)
  })

  const LINE = `192.0.2.7 - - "GET /files/q3.pdf?page=1&token=${token} HTTP/1.1" 200 5120 "-" "Mozilla/5.0"\n`

  // A heap of 32 MB, which could not hold any of these. What is outside the heap is measured.
  it.each([
    [1000, 'lines', LINE],
    [200, 'one line of words', LINE.replaceAll('\n', ' ')],
    [50, 'one line without a blank', 'abcdefghijklmnop'.repeat(16)],
  ])('takes no more memory for %i MB of %s', async (megabytes, _, part) => {
    const watch = join(installed.folder, 'watch.mjs')
    await writeFile(watch, `process.on('exit', () => console.error(process.resourceUsage().maxRSS))`)
    const flags = ['--max-old-space-size=32', '--import', watch]
    const child = spawn(process.execPath, [...flags, command, 'redact'], { stdio: ['pipe', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    let length = 0
    let links = 0
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      length += text.length
      links += text.split('[link]').length - 1
    })
    const closed = once(child, 'close')
    const block = part.repeat(Math.ceil(1_000_000 / part.length))
    for (let i = 0; i < megabytes; i++) if (!child.stdin.write(block)) await once(child.stdin, 'drain')
    child.stdin.end()
    expect((await closed)[0], stderr).toBe(0)
    const count = part.includes(token) ? (block.length / part.length) * megabytes : 0
    expect(length).toBe(block.length * megabytes - count * (token.length - '[link]'.length))
    // A mark that is cut by two pieces of output is not counted.
    expect(Math.abs(links - count)).toBeLessThan(count / 10 + 1)
    expect(Number(stderr.trim())).toBeLessThan(150_000)
  })
})

describe('what a verb loads', () => {
  const HOOK = `import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  writeSync(2, 'loaded ' + url + String.fromCharCode(10))
  return next(url, context)
}`

  /** The entries of the package that were loaded. */
  async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
    const file = join(installed.folder, 'hook.mjs')
    const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`
    await writeFile(file, `import { register } from 'node:module'\nregister(${JSON.stringify(hook)})`)
    const { stderr } = await daypass(args, '', ['--import', file])
    const names = Array.from(stderr.matchAll(/^loaded .*\/dist\/([\w-]+)\.js$/gm), ([, name]) => name as string)
    expect(names[0]).toBe('command')
    return names.slice(1).sort()
  }

  it.each([
    [['--help'], []],
    [['sign', '--help'], []],
    [['keygen'], ['index']],
    [['sign', 'a', '--perm', 'read', '--ttl', '1h'], ['index']],
    [
      ['sign', 'a', '--perm', 'read', '--ttl', '1h', '--url', '/a'],
      ['http', 'index'],
    ],
    [
      ['sign', 'a', '--perm', 'read', '--ttl', '1h', '--uses', '1'],
      ['index', 'managed'],
    ],
    [['verify', token], ['index']],
    [
      ['inspect', token],
      ['index', 'managed'],
    ],
    [['narrow', token, '--ttl', '1m'], ['index']],
    [['rotate'], ['index']],
    [['redact'], ['http']],
  ])('%j: %j', async (args, entries) => {
    expect(await loadedBy(args)).toEqual(entries)
  })
})

describe('docs/command.md', () => {
  it('has commands that work, one after the other', async () => {
    const script = fencesOf('docs/command.md', 'sh').map(({ code }) => code)
    expect(script.length).toBeGreaterThan(5)
    // As `npx` runs it.
    const { exit, stderr } = await shell(`set -e\nnpx() { shift; daypass "$@"; }\n${script.join('\n')}`)
    expect([exit, stderr.includes('UNVERIFIED')]).toEqual([0, false])
  })

  it('has options that exist, in the commands that need a store too', async () => {
    const commands = fencesOf('docs/command.md', 'text').flatMap(
      ({ code }) => code.match(/(?<=^npx daypass ).*/gm) ?? [],
    )
    expect(commands.length).toBe(4)
    for (const line of commands)
      expect(await shell(`touch token.txt\ndaypass ${line} --help`), line).toMatchObject({ exit: 0 })
  })
})

describe('paths of Windows', () => {
  // Here they are names of files with a colon and backslashes in them, which shows that nothing takes them for URLs.
  const path = 'C:\\keys\\a.env'

  it.skipIf(process.platform === 'win32')('are paths for -o, --keys-file and sqlite:', async () => {
    expect((await daypass(['keygen', '--id', 'w', '-o', path])).exit).toBe(0)
    expect(await readFile(join(installed.folder, path), 'utf8')).toMatch(/^DAYPASS_KEYS=w:/)
    const { stdout } = await daypass([
      'sign',
      'C:\\files\\q3.pdf',
      '--perm',
      'read',
      '--ttl',
      '1h',
      '--keys-file',
      path,
    ])
    expect(stdout).toMatch(/^1\.w\./)
    const { stderr } = await daypass(['revoke', '--all', '--store', 'sqlite:C:\\links.db'])
    expect(stderr).toBe('daypass: not-found: the file of --store is not there\n')
  })

  it('are not tokens, URLs or stores', async () => {
    expect((await daypass(['inspect', path])).stderr).toBe('daypass: malformed: the text is not a link\n')
    expect((await daypass(['sign', 'a', '--perm', 'read', '--ttl', '1h', '--url', path])).exit).toBe(2)
    expect((await daypass(['revoke', '--all', '--store', path])).exit).toBe(2)
  })
})

it('the client of a store is that of the current folder', async () => {
  await mkdir(join(installed.folder, 'node_modules/pg'), { recursive: true })
  await writeFile(
    join(installed.folder, 'node_modules/pg/index.js'),
    'exports.Pool = class { on() {} async query() { throw Object.assign(new Error("no"), { code: "OF_THIS_FOLDER" }) } async end() {} }',
  )
  const { exit, stderr } = await daypass(['revoke', '--all', '--store', 'postgres://127.0.0.1'])
  expect([exit, stderr]).toEqual([3, 'daypass: unavailable: the store failed to read (OF_THIS_FOLDER)\n'])
})
