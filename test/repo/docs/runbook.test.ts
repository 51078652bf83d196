import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinks, type Key, keysFromEnv, type Links } from 'daypass'
import { expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'
import { fencesOf } from './support/fences.ts'

const COMMANDS = fencesOf('docs/keys.md', 'sh').map(({ code }) => code)
const DAY = 86_400
const OLD = '2026-11:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'

/** The one command of the page that contains `mark`. */
function commandWith(mark: string): string {
  const found = COMMANDS.filter((code) => code.includes(mark))
  expect(found.length, mark).toBe(1)
  return found[0] as string
}

/** Runs commands of the page in their order, each named by a mark, and gives the variable `name`. */
function valueAfter(name: string, marks: readonly string[], env: NodeJS.ProcessEnv, cwd: string): string {
  const text = [...marks.map(commandWith), `printf %s "$${name}"`].join('\n')
  return execFileSync('sh', ['-eu', '-c', text], { encoding: 'utf8', env: { PATH: process.env.PATH, ...env }, cwd })
}

function keysAfter(...marks: readonly string[]): string {
  return valueAfter('DAYPASS_KEYS', marks, { DAYPASS_KEYS: OLD }, PROJECT)
}

function linksAt(now: number, DAYPASS_KEYS: string): Links {
  return createLinks({ keys: keysFromEnv({ DAYPASS_KEYS }), clock: () => now * 1000 })
}

function secondsOf(date: Date | string | undefined): number {
  return (date as Date).getTime() / 1000
}

it('the runbook changes keys without rejecting a link', () => {
  const set = keysAfter('SWITCH=')
  const keys: readonly Key[] = keysFromEnv({ DAYPASS_KEYS: set })
  const switchAt = secondsOf(keys.find(({ id }) => id === '2026-12')?.signFrom)
  const retireAt = secondsOf(keys.find(({ id }) => id === '2026-11')?.verifyUntil)
  const signedAt = (now: number): string | undefined => linksAt(now, set).sign('a', 'read', '1h').split('.')[1]
  expect([signedAt(switchAt - 1), signedAt(switchAt)]).toEqual(['2026-11', '2026-12'])

  // Before it has the value, a server accepts what others sign that have it already, and the other way round.
  const early = linksAt(switchAt - 1, set).sign('a', 'read', '7d')
  expect(linksAt(switchAt - 1, OLD).tryVerify(early).ok).toBe(true)
  expect(linksAt(switchAt - 1, set).tryVerify(linksAt(switchAt - 1, OLD).sign('a', 'read', '7d')).ok).toBe(true)
  expect(linksAt(switchAt, OLD).tryVerify(linksAt(switchAt, set).sign('a', 'read', '1h')).code).toBe('unknown-key')

  // The last link of the old key lives its 7 days, also for a clock that is 15 minutes slow.
  expect(linksAt(switchAt - 1 + 7 * DAY - 1, set).tryVerify(early).ok).toBe(true)
  expect(retireAt - switchAt).toBe(7 * DAY + 900)
  expect(linksAt(retireAt, set).tryVerify(early).code).toBe('unknown-key')
})

it('the last step keeps the new key alone, with its secret', () => {
  const set = keysAfter('SWITCH=')
  const now = secondsOf(keysFromEnv({ DAYPASS_KEYS: set }).find(({ id }) => id === '2026-11')?.verifyUntil)
  expect(set).toMatch(/^2026-12:[\w-]{43}:\d+::,2026-11:/)
  const after = keysAfter('SWITCH=', 'export DAYPASS_KEYS="2026-12:$NEW"\n')
  expect(after).toMatch(/^2026-12:[\w-]{43}$/)
  expect(keysFromEnv({ DAYPASS_KEYS: after })[0]?.secret).not.toBe(OLD.slice('2026-11:'.length))
  expect(linksAt(now, after).sign('a', 'read', '1h')).toMatch(/^1\.2026-12\./)
})

it('the old value is there to go back to', () => {
  expect(valueAfter('BEFORE', ['SWITCH='], { DAYPASS_KEYS: OLD }, PROJECT)).toBe(OLD)
})

it.each([
  ['with other variables', `A=1\nDAYPASS_KEYS=${OLD}\nB=" 2 = 3 "\n`, 'A=1\nB=" 2 = 3 "\n'],
  ['without', `DAYPASS_KEYS=${OLD}\n`, '\n'],
])('the commands load the value from .env and replace its line there: %s', (_, before, others) => {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-runbook-'))
  const file = join(folder, '.env')
  try {
    writeFileSync(file, before)
    expect(valueAfter('DAYPASS_KEYS', ['sed -n'], {}, folder)).toBe(OLD)
    const set = valueAfter('DAYPASS_KEYS', ['sed -n', 'SWITCH=', 'REST='], {}, folder)
    expect(set).toMatch(/^2026-12:[\w-]{43}:\d+::,2026-11:/)
    expect(readFileSync(file, 'utf8')).toBe(`${others}DAYPASS_KEYS=${set}\n`)
    const read = ['--env-file=.env', '-p', 'process.env.DAYPASS_KEYS']
    const options = { encoding: 'utf8', env: { PATH: process.env.PATH }, cwd: folder } as const
    expect(execFileSync(process.execPath, read, options)).toBe(`${set}\n`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('after a leak, no link of the leaked key is accepted', () => {
  const after = keysAfter('2027-01')
  const now = Math.floor(Date.now() / 1000)
  const leaked = linksAt(now, OLD).sign('a', 'read', '1h')
  expect(linksAt(now, after).tryVerify(leaked).code).toBe('unknown-key')
  expect(linksAt(now, after).sign('a', 'read', '1h')).toMatch(/^1\.2027-01\./)
})
