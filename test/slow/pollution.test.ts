import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleCore } from './pollution/bundle.ts'
import { namesRead } from './pollution/names.ts'

interface Report {
  readonly runs: number
  readonly verdicts: number
  readonly accepted: number
  readonly changed: readonly string[]
  readonly threw: readonly string[]
  readonly unloaded: readonly string[]
}

const names = namesRead()
let report: Report

beforeAll(async () => {
  const input = JSON.stringify({ code: await bundleCore(), names })
  const program = fileURLToPath(new URL('pollution/run.mjs', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, [program], { input, encoding: 'utf8', maxBuffer: 1e9 })
  report = stderr === '' ? JSON.parse(stdout) : expect.unreachable(stderr)
}, 900_000) // thousands of runs, which take minutes on a busy machine

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
