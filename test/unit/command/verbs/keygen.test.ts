import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keysFromEnv } from 'daypass'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../../../support/run-command.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'daypass-keygen-'))
})

afterEach(() => rm(folder, { recursive: true }))

const idIn = (line: string): string | undefined =>
  keysFromEnv({ DAYPASS_KEYS: line.trimEnd().replace(/^DAYPASS_KEYS=/, '') })[0]?.id

describe('keygen', () => {
  it('prints a complete line with a key, another one each time', async () => {
    const lines = await Promise.all([runCommand(['keygen']), runCommand(['keygen', '--id', '2026-11'])])
    for (const { exit, stdout, stderr } of lines) {
      expect([exit, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/^DAYPASS_KEYS=[\w-]+:[\w-]{43}\n$/)
    }
    expect(idIn(lines[1].stdout)).toBe('2026-11')
    expect(lines[0].stdout).not.toBe((await runCommand(['keygen'])).stdout)
  })

  it('gives the id and the value as JSON', async () => {
    const { stdout } = await runCommand(['keygen', '--id', 'a', '--json'])
    expect(JSON.parse(stdout)).toEqual({ ok: true, id: 'a', keys: expect.stringMatching(/^a:[\w-]{43}$/) })
  })

  it('refuses an id of another form', async () => {
    const { exit, stderr } = await runCommand(['keygen', '--id', 'a b'])
    expect([exit, stderr]).toEqual([2, 'daypass: key id must be 1 to 32 of A-Z a-z 0-9 _ -\n'])
  })
})

describe('keygen -o', () => {
  it('creates a file that only its owner can read, and prints no secret', async () => {
    const { exit, stdout, stderr } = await runCommand(['keygen', '--id', 'a', '-o', 'keys.env'], { folder })
    expect([exit, stdout, stderr]).toEqual([0, '', 'daypass: the file was created\n'])
    const file = join(folder, 'keys.env')
    expect(idIn(await readFile(file, 'utf8'))).toBe('a')
    // Windows has no such modes.
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    const json = await runCommand(['keygen', '--id', 'a', '-o', 'other.env', '--json'], { folder })
    expect(JSON.parse(json.stdout)).toEqual({ ok: true, id: 'a', file: 'other.env' })
  })

  it('never writes to a file that is there, nor through a link', async () => {
    await writeFile(join(folder, 'keys.env'), 'before')
    await symlink(join(folder, 'elsewhere'), join(folder, 'link.env'))
    for (const name of ['keys.env', 'link.env']) {
      const { exit, stdout, stderr } = await runCommand(['keygen', '-o', name, '--json'], { folder })
      expect([exit, stdout]).toEqual([1, '{"ok":false,"code":"file-exists"}\n'])
      expect(stderr).toBe('daypass: file-exists: the file of --output is there already\n')
    }
    expect(await readFile(join(folder, 'keys.env'), 'utf8')).toBe('before')
    await expect(stat(join(folder, 'elsewhere'))).rejects.toThrow('ENOENT')
  })

  it('is 3 if the folder is not there', async () => {
    const { exit, stderr } = await runCommand(['keygen', '-o', 'no/keys.env'], { folder })
    expect([exit, stderr]).toEqual([3, 'daypass: not-found: the file of --output cannot be created (ENOENT)\n'])
  })
})
