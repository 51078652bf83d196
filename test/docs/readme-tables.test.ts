import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fillIn, generatedParts } from '../../scripts/readme-tables.ts'
import { S3_ROWS, SAS_ROWS } from '../parity/rows.ts'
import { PROJECT } from './support/fences.ts'

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8')

describe('generated parts of the README', () => {
  it('are up to date; else: npx tsx scripts/readme-tables.ts', () => {
    expect(fillIn(README, generatedParts())).toBe(README)
  })

  it('have a line for each row of parity', () => {
    const lines =
      generatedParts()
        .parity?.split('\n')
        .filter((line) => line.startsWith('| ')) ?? []
    expect(lines.length).toBe(2 + S3_ROWS.length + SAS_ROWS.length)
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)?.length, line).toBe(4)
  })
})

it('what guarded routes keep is what was measured', () => {
  const measured = readFileSync(join(PROJECT, 'bench/results/http.md'), 'utf8')
  const kept = (framework: string): string | undefined =>
    new RegExp(`^\\| ${framework}, file of 64 kB \\|.*? \\| (\\S+ %) \\(`, 'm').exec(measured)?.[1]
  expect(README).toContain(`64 kB keeps ${kept('Express')} (Express) and ${kept('Koa')} (Koa) of the requests`)
})

describe('filling in', () => {
  const empty = 'a\n<!-- begin:x -->\nold\n<!-- end:x -->\nb\n'

  it('replaces what stands between the markers, and a second time changes nothing', () => {
    const once = fillIn(empty, { x: 'new' })
    expect(once).toBe('a\n<!-- begin:x -->\n\nnew\n\n<!-- end:x -->\nb\n')
    expect(fillIn(once, { x: 'new' })).toBe(once)
    expect(fillIn(once, { x: '' })).toBe('a\n<!-- begin:x -->\n\n<!-- end:x -->\nb\n')
  })

  it.each([
    ['no markers', 'a'],
    ['no end', 'a <!-- begin:x -->'],
    ['two beginnings', `${empty}<!-- begin:x -->`],
    ['two ends', `${empty}<!-- end:x -->`],
  ])('throws where there are %s', (_, markdown) => {
    expect(() => fillIn(markdown, { x: 'new' })).toThrow('<!-- begin:x --> … <!-- end:x -->')
  })
})
