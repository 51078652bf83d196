import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLinks, keysFromEnv, type Links } from 'daypass'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NOW, NOW_SECONDS, SECRET_TEXT } from '../../../support/fixtures.ts'
import { runCommand } from '../../../support/run-command.ts'

const DAY = 86_400
const OLD = `2026-11:${SECRET_TEXT}`

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(NOW)
})

afterEach(() => {
  vi.restoreAllMocks()
})

async function rotate(keys: string, ...args: readonly string[]): Promise<string> {
  const { exit, stdout } = await runCommand(['rotate', '--id', '2026-12', ...args], { env: { DAYPASS_KEYS: keys } })
  expect(exit).toBe(0)
  return stdout.trimEnd().replace(/^DAYPASS_KEYS=/, '')
}

const linksAt = (seconds: number, DAYPASS_KEYS: string): Links =>
  createLinks({ keys: keysFromEnv({ DAYPASS_KEYS }), clock: () => seconds * 1000 })

describe('rotate', () => {
  it('prints the next DAYPASS_KEYS, and when the old key can be removed', async () => {
    const { exit, stdout, stderr } = await runCommand(['rotate', '--id', '2026-12'], { env: { DAYPASS_KEYS: OLD } })
    const at = NOW_SECONDS + DAY
    expect(exit).toBe(0)
    expect(stdout.replace(/12:[\w-]{43}:/, '12:NEW:')).toBe(
      `DAYPASS_KEYS=2026-12:NEW:${at}::,${OLD}::${at}:${at + 7 * DAY + 900}\n`,
    )
    expect(stderr.split('\n')).toEqual([
      'daypass: key 2026-12 signs from 2026-11-25T12:00:00Z: deploy this value to every server before then',
      'daypass: key 2026-11 can be removed after 2026-12-02T12:15:00Z',
      '',
    ])
  })

  it('changes keys without rejecting a link', async () => {
    const next = await rotate(OLD, '--in', '2h', '--max-ttl', '1d')
    const at = NOW_SECONDS + 7200
    const last = linksAt(at - 1, OLD).sign('a', 'read', '1d')
    expect(last.split('.')[1]).toBe('2026-11')
    expect(linksAt(at - 1, next).signingKeyId()).toBe('2026-11')
    expect(linksAt(at, next).signingKeyId()).toBe('2026-12')
    // The last link of the old key works to its end, and for a clock that is 15 minutes slow.
    expect(linksAt(at - 1 + DAY - 1, next).tryVerify(last).ok).toBe(true)
    expect(linksAt(at + DAY + 899, next).tryVerify(last).code).toBe('expired')
    expect(linksAt(at + DAY + 900, next).tryVerify(last).code).toBe('unknown-key')
  })

  it('keeps the old key twice as long for links with a start', async () => {
    const at = NOW_SECONDS + DAY
    expect(await rotate(OLD, '--with-not-before')).toContain(`::${at}:${at + 14 * DAY + 900}`)
  })

  it('can be repeated once the new key signs, and leaves out a key that has ended', async () => {
    const first = await rotate(OLD)
    vi.spyOn(Date, 'now').mockReturnValue(NOW + (DAY + 1) * 1000)
    const second = (await runCommand(['rotate', '--id', '2027-01'], { env: { DAYPASS_KEYS: first } })).stdout
    const ids = (text: string) =>
      keysFromEnv({ DAYPASS_KEYS: text.trimEnd().replace(/^DAYPASS_KEYS=/, '') }).map(({ id }) => id)
    expect(ids(second)).toEqual(['2027-01', '2026-12', '2026-11'])
    vi.spyOn(Date, 'now').mockReturnValue(NOW + 20 * DAY * 1000)
    const later = await runCommand(['rotate', '--id', '2027-01'], { env: { DAYPASS_KEYS: first } })
    expect(ids(later.stdout)).toEqual(['2027-01', '2026-12'])
    expect(later.stderr).toContain('key 2026-11 has ended, and is left out')
  })

  it('never extends a key', async () => {
    const end = NOW_SECONDS + 2 * DAY
    expect(await rotate(`2026-11:${SECRET_TEXT}:::${end}`)).toContain(`${OLD}::${NOW_SECONDS + DAY}:${end}`)
    const verifyOnly = `old:${SECRET_TEXT}::1:`
    expect(await rotate(`${OLD},${verifyOnly}`)).toMatch(new RegExp(`,${verifyOnly}$`))
  })

  it.each([
    [
      `${OLD},next:${SECRET_TEXT}:${NOW_SECONDS + 1}::`,
      [],
      'a rotation is under way: key next has not begun to sign; wait until it does',
    ],
    [OLD, ['--id', '2026-11'], '--id is the id of a key that is there already'],
    [
      OLD,
      ['--in', 'soon'],
      "--in must be a duration such as '15m' or '7d', or a whole number of seconds from 1 to 86400",
    ],
  ])('is wrong usage (%#)', async (keys, args, message) => {
    const { exit, stdout, stderr } = await runCommand(['rotate', ...args], { env: { DAYPASS_KEYS: keys } })
    expect([exit, stdout, stderr]).toEqual([2, '', `daypass: ${message}\n`])
  })

  it('gives the schedule as JSON', async () => {
    const { stdout } = await runCommand(['rotate', '--id', '2026-12', '--json'], { env: { DAYPASS_KEYS: OLD } })
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      id: '2026-12',
      signFrom: '2026-11-25T12:00:00.000Z',
      retired: [{ id: '2026-11', verifyUntil: '2026-12-02T12:15:00.000Z' }],
      keys: expect.stringMatching(/^2026-12:/),
    })
  })

  it('writes to a new file, and prints no secret then', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'daypass-rotate-'))
    try {
      const { stdout, stderr } = await runCommand(['rotate', '-o', 'next.env'], { env: { DAYPASS_KEYS: OLD }, folder })
      expect(stdout).toBe('')
      expect(stderr).not.toContain(SECRET_TEXT)
      expect(await readFile(join(folder, 'next.env'), 'utf8')).toContain(OLD)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

it.each([
  ['stops before', `${OLD}::${NOW_SECONDS + 3600}:${NOW_SECONDS + 7200}`],
  ['ends before', `${OLD}:::${NOW_SECONDS + 7200}`],
  ['has ended', `${OLD}:::${NOW_SECONDS - 7200}`],
])('refuses a time at which the only key %s', async (_, keys) => {
  const { exit, stdout, stderr } = await runCommand(['rotate', '--in', '1d'], { env: { DAYPASS_KEYS: keys } })
  expect([exit, stdout]).toEqual([2, ''])
  expect(stderr).toContain('no key signs until then')
})
