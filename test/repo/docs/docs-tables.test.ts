import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type BenchResult, fillIn, generatedParts, performance } from '../../../tools/docs-tables.ts'
import { S3_ROWS, SAS_ROWS } from '../../../tools/parity-rows.ts'
import { PROJECT } from '../../support/project.ts'

const PARTS = generatedParts()
const textOf = (page: string): string => readFileSync(join(PROJECT, page), 'utf8')

describe('generated parts of the documentation', () => {
  it.each(Object.entries(PARTS))('are up to date, else run npx tsx tools/docs-tables.ts: %s', (page, parts) => {
    expect(fillIn(page, textOf(page), parts)).toBe(textOf(page))
  })

  it('are not empty', () => {
    const empty = Object.entries(PARTS).flatMap(([page, parts]) =>
      Object.keys(parts)
        .filter((name) => parts[name] === '')
        .map((name) => `${page}: ${name}`),
    )
    expect(empty).toEqual([])
  })

  it.each([
    ['s3', S3_ROWS],
    ['azure', SAS_ROWS],
  ])('have a line for each row of parity: %s', (name, rows) => {
    const table = PARTS['docs/from-s3-and-azure.md']?.[name] ?? ''
    const lines = table.split('\n').filter((line) => line.startsWith('| '))
    expect(lines.length).toBe(1 + rows.length)
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)?.length, line).toBe(4)
  })
})

it('what the page says of guarded routes is what was measured', () => {
  const page = textOf('docs/benchmarks.md').replace(/\s+/g, ' ')
  expect(page).toContain('keeps at least 95 % of the requests per second')
  expect(page).toContain('takes up to a quarter more CPU time')
  for (const framework of ['Express', 'Koa']) {
    const row = new RegExp(`^\\| ${framework}, file of 64 kB \\|.*?(\\S+) % \\(.* (\\S+) % \\|$`, 'm')
    const [, kept, cpuKept] = row.exec(textOf('bench/results/http.md')) ?? []
    expect(Number(kept), framework).toBeGreaterThanOrEqual(95)
    expect(100 / Number(cpuKept), framework).toBeLessThanOrEqual(1.25)
  }
})

it('the sentences about speed give the lowest and the highest figure of all runs', () => {
  const run = (node: string, factor: number): BenchResult => ({
    node,
    figures: {
      'try-verify/bare': 1.04 * factor,
      'fast-jwt/try-verify': 2 * factor,
      'jsonwebtoken-key-object/try-verify': 3,
      'jose/try-verify': 41.4 * factor,
    },
    nanoseconds: { 'try-verify valid': 1234 * factor },
  })
  expect(performance([run('22.1.0', 2), run('20.1.0', 1)])).toBe(
    'Verifying a link takes 1.2 to 2.5 µs on Node 20 to 22, which is 1 to 2.1 times as long as one HMAC call of ' +
      '`node:crypto` on the same bytes.\nFor the same grant, fast-jwt without its cache takes 2 to 4 times as long as ' +
      'daypass, jsonwebtoken with a `KeyObject` 3 times, and jose 41 to 83 times.',
  )
})

describe('filling in', () => {
  const empty = 'a\n<!-- begin:x -->\nold\n<!-- end:x -->\nb\n'

  it('replaces the text between the markers, and a second time changes nothing', () => {
    const once = fillIn('page', empty, { x: 'new' })
    expect(once).toBe('a\n<!-- begin:x -->\n\nnew\n\n<!-- end:x -->\nb\n')
    expect(fillIn('page', once, { x: 'new' })).toBe(once)
    expect(fillIn('page', once, { x: '' })).toBe('a\n<!-- begin:x -->\n\n<!-- end:x -->\nb\n')
  })

  it('leaves the parts alone that others write', () => {
    const other = '<!-- begin:y -->\ntheirs\n<!-- end:y -->\n'
    expect(fillIn('page', empty + other, { x: 'new' })).toContain(other)
  })

  it.each([
    ['no markers', 'a'],
    ['no end', 'a <!-- begin:x -->'],
    ['two beginnings', `${empty}<!-- begin:x -->`],
    ['two ends', `${empty}<!-- end:x -->`],
  ])('throws if there are %s', (_, markdown) => {
    expect(() => fillIn('page', markdown, { x: 'new' })).toThrow('page needs <!-- begin:x --> … <!-- end:x --> once')
  })
})
