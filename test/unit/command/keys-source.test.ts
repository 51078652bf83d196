import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECRET_TEXT } from '../../support/fixtures.ts'
import { runCommand } from '../../support/run-command.ts'

const KEYS = `k:${SECRET_TEXT}`
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-keys-'))
})

afterAll(() => rm(folder, { recursive: true }))

const SIGN = ['sign', 'q3.pdf', '--perm', 'read', '--ttl', '4h']

describe('keys are read from', () => {
  it('DAYPASS_KEYS', async () => {
    const { exit, stdout } = await runCommand(SIGN, { env: { DAYPASS_KEYS: KEYS } })
    expect([exit, stdout.split('.')[1]]).toEqual([0, 'k'])
  })

  it.each([
    ['the value alone', `${KEYS}\n`],
    ['a file .env', `# keys\nA=1\nDAYPASS_KEYS=${KEYS}\nB=2\n`],
    ['a file .env with quotes and export', `export DAYPASS_KEYS="${KEYS}"\n`],
    ['a file of Windows', `\uFEFFDAYPASS_KEYS=${KEYS}\r\n`],
  ])('a file and stdin: %s', async (_, text) => {
    await writeFile(join(folder, 'keys'), text)
    const inFile = await runCommand([...SIGN, '--keys-file', 'keys'], { folder })
    const onStdin = await runCommand([...SIGN, '--keys-file', '-'], { stdin: text })
    expect([inFile, onStdin].map(({ exit, stdout }) => [exit, stdout.split('.')[1]])).toEqual(Array(2).fill([0, 'k']))
  })

  it('a file rather than DAYPASS_KEYS', async () => {
    await writeFile(join(folder, 'other'), `other:${SECRET_TEXT}`)
    const { stdout } = await runCommand([...SIGN, '--keys-file', 'other'], { folder, env: { DAYPASS_KEYS: KEYS } })
    expect(stdout.split('.')[1]).toBe('other')
  })
})

describe('keys that are not there', () => {
  it('are wrong usage, which says how to make one', async () => {
    const message = 'DAYPASS_KEYS is not set: set it, or give --keys-file FILE; daypass keygen creates a key'
    expect(await runCommand(SIGN)).toEqual({ exit: 2, stdout: '', stderr: `daypass: ${message}\n` })
  })

  it('are a missing file', async () => {
    const { exit, stderr } = await runCommand([...SIGN, '--keys-file', 'nothing'], { folder })
    expect([exit, stderr]).toEqual([3, 'daypass: not-found: the file of --keys-file cannot be read (ENOENT)\n'])
  })

  it('cannot come from stdin together with the token', async () => {
    const { exit, stderr } = await runCommand(['verify', '-', '--keys-file', '-'], { stdin: KEYS })
    expect([exit, stderr]).toEqual([2, 'daypass: keys and token cannot both come from the standard input\n'])
  })
})

it.each([
  '',
  SECRET_TEXT,
  `${SECRET_TEXT}:k`,
  `k:${SECRET_TEXT}.`,
  `k:${SECRET_TEXT},k:${SECRET_TEXT}`,
  `k:${SECRET_TEXT}:x::`,
])('wrong keys are wrong usage, and are not shown (%#)', async (text) => {
  const { exit, stdout, stderr } = await runCommand(SIGN, { env: { DAYPASS_KEYS: text } })
  expect([exit, stdout]).toEqual([2, ''])
  expect(stderr).not.toContain(SECRET_TEXT.slice(0, 12))
})
