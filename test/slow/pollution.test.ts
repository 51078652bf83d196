import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleCore, bundleManaged } from './pollution/bundle.ts'
import { namesRead } from './pollution/names.ts'

interface Report {
  readonly runs: number
  readonly verdicts: number
  readonly accepted: number
  readonly changed: readonly string[]
  readonly threw: readonly string[]
  readonly unloaded: readonly string[]
}

/** Thousands of runs take minutes on a busy machine. The limits of vitest cannot end what blocks this process. */
const TIMEOUT = 900_000

const names = namesRead()
let report: Report

/** What a program of the folder reports, which gets code to load and names to pollute. */
function run(program: string, code: string): Report {
  const path = fileURLToPath(new URL(`pollution/${program}`, import.meta.url))
  const input = JSON.stringify({ code, names })
  const options = { input, encoding: 'utf8', maxBuffer: 1e9, timeout: TIMEOUT } as const
  const { stdout, stderr, status, error } = spawnSync(process.execPath, [path], options)
  if (error === undefined && stderr === '' && status === 0) return JSON.parse(stdout)
  expect.unreachable(`${error ?? status}: ${stderr}`)
}

beforeAll(async () => {
  report = run('run.mjs', await bundleCore())
})

describe('prototypes with every name and index that the sources read', () => {
  it('are tried in earnest', () => {
    expect(names).toEqual(expect.arrayContaining(['start', 'tree', 'fileId', 'perm', 'grant', 'DAYPASS_KEYS']))
    expect([report.verdicts > 400, report.accepted > 30, report.runs > 15 * names.length]).toEqual([true, true, true])
  })

  it('change no verdict, no grant and no token', () => {
    expect(report.changed).toEqual([])
  })

  it('stop nothing, unless they overwrite what the language has there', () => {
    expect(report.threw).toEqual([])
  })
})

describe('the same prototypes, while managed links are signed, verified, used and revoked,', () => {
  it('change no verdict, and stop nothing', async () => {
    expect(names).toEqual(expect.arrayContaining(['claim', 'count', 'admitted', 'used', 'uses', 'boundTo', 'end']))
    const { runs, verdicts, accepted, changed, threw } = run('run-managed.mjs', await bundleManaged())
    expect([changed, threw]).toEqual([[], []])
    expect([verdicts >= 60, accepted > 10, runs > 10 * names.length]).toEqual([true, true, true])
  })
})
