// Writes the generated parts of README.md and docs/ between their markers. Run: npx tsx tools/docs-tables.ts
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type ParityRow, S3_ROWS, SAS_ROWS } from './parity-rows.ts'

interface LineCount {
  readonly what: string
  readonly lines: number
  readonly files: number
  readonly ceiling: number
}
const { lineCounts } = (await import(new URL('./line-counts.mjs', import.meta.url).href)) as {
  lineCounts: () => readonly LineCount[]
}

const PROJECT = new URL('..', import.meta.url)

/** The generated parts of each page, by the name in their markers `<!-- begin:name -->` and `<!-- end:name -->`. */
export function generatedParts(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    'README.md': { performance: performance(readResults()) },
    'docs/benchmarks.md': {
      bench: textOf('bench/results/table.md'),
      'bench-http': textOf('bench/results/http.md'),
      'bench-stores': textOf('bench/results/stores.md'),
    },
    'docs/from-s3-and-azure.md': { s3: parityTable('S3', S3_ROWS), azure: parityTable('Azure SAS', SAS_ROWS) },
    'docs/reviewing.md': {
      counts: countsTable(),
      mutation: textOf('test/slow/mutation/results.md'),
      runtimes: textOf('test/slow/runtimes/results.md'),
    },
  }
}

/**
 * The same Markdown with the parts between their markers. Markers of other parts stay as they are.
 * @throws Error if the markers of a part are missing, incomplete or repeated
 */
export function fillIn(page: string, markdown: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- begin:${name} -->`, `<!-- end:${name} -->`]
    const [before, inside, ...more] = text.split(begin)
    const [, after, ...rest] = inside?.split(end) ?? []
    if (after === undefined || more.length > 0 || rest.length > 0)
      throw new Error(`${page} needs ${begin} … ${end} once`)
    // Blank lines around: Markdown inside of HTML blocks is not read (CommonMark, section 4.6).
    return `${before}${begin}\n\n${part === '' ? '' : `${part}\n\n`}${end}${after}`
  }, markdown)
}

/** The figures of one run of the bench, under its own names. */
export interface BenchResult {
  readonly node: string
  readonly figures: Readonly<Record<string, number>>
  readonly nanoseconds: Readonly<Record<string, number>>
}

/** The two sentences of the README about speed. */
export function performance(results: readonly BenchResult[]): string {
  const majors = results.map(({ node }) => Number.parseInt(node, 10))
  const microseconds = range(results.map(({ nanoseconds }) => Number(nanoseconds['try-verify valid']) / 1000))
  const times = (name: string): string => range(results.map(({ figures }) => Number(figures[`${name}/try-verify`])))
  return [
    `Verifying a link takes ${microseconds} µs on Node ${Math.min(...majors)} to ${Math.max(...majors)}, which is`,
    `${range(results.map(({ figures }) => Number(figures['try-verify/bare'])))} times as long as one HMAC call of`,
    '`node:crypto` on the same bytes.\n' +
      `For the same grant, fast-jwt without its cache takes ${times('fast-jwt')} times as long as daypass,`,
    `jsonwebtoken with a \`KeyObject\` ${times('jsonwebtoken-key-object')} times, and jose ${times('jose')} times.`,
  ].join(' ')
}

/** The lines that a reviewer has to read. */
function countsTable(): string {
  const rows = lineCounts().map(({ what, lines, files, ceiling }) => `| ${what} | ${lines} | ${files} | ${ceiling} |`)
  return ['| lines that … | lines | files | at most |', '|---|--:|--:|--:|', ...rows].join('\n')
}

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => String(Number(value.toPrecision(2))))
  return low === high ? `${low}` : `${low} to ${high}`
}

function readResults(): readonly BenchResult[] {
  const folder = new URL('bench/results/', PROJECT)
  const files = readdirSync(folder).filter((name) => /^node-\d+\.json$/.test(name))
  return files.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
}

function parityTable(name: string, rows: readonly ParityRow[]): string {
  const cells = rows.map(({ theirs, meaning, ours, elsewhere }) => {
    const answer = [ours === '–' ? [] : ours, elsewhere ?? []].flat().join('; ')
    return `| ${[theirs, meaning, answer].map(escapeCell).join(' | ')} |`
  })
  return [`| ${name} | meaning | daypass |`, '|---|---|---|', ...cells].join('\n')
}

// Outside of code, a star begins emphasis; a bar ends the cell anywhere.
function escapeCell(text: string): string {
  return text.replace(/[|*_<]/g, '\\$&')
}

function textOf(path: string): string {
  const url = new URL(path, PROJECT)
  return existsSync(url) ? readFileSync(url, 'utf8').trim() : ''
}

function main(): void {
  for (const [page, parts] of Object.entries(generatedParts())) {
    const file = new URL(page, PROJECT)
    writeFileSync(file, fillIn(page, readFileSync(file, 'utf8'), parts))
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
