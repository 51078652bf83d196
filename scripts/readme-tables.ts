// Puts the generated parts of README.md between their markers. Run: npx tsx scripts/readme-tables.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type ParityRow, S3_ROWS, SAS_ROWS } from '../test/parity/rows.ts'

const PROJECT = new URL('..', import.meta.url)
const PICTURE = 'bench/results/verify.svg'
const PICTURED = `![Time of one verification, beside other libraries](${PICTURE})`

/** The text of each part, by the name in its markers `<!-- begin:name -->` and `<!-- end:name -->`. */
export function generatedParts(): Readonly<Record<string, string>> {
  return {
    parity: [
      '**Amazon S3**: presigned URLs, POST policies',
      parityTable('S3', S3_ROWS),
      '**Azure**: account, service and user delegation SAS',
      parityTable('SAS', SAS_ROWS),
    ].join('\n\n'),
    bench: [existsSync(new URL(PICTURE, PROJECT)) ? PICTURED : [], textOf('bench/results/table.md')]
      .flat()
      .join('\n\n'),
    mutation: textOf('test/mutation/results.md'),
    runtimes: textOf('test/runtimes/results.md'),
  }
}

/**
 * The same Markdown with the parts in their places.
 * @throws Error where the markers of a part are not there, once each
 */
export function fillIn(markdown: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- begin:${name} -->`, `<!-- end:${name} -->`]
    const [before, inside, ...more] = text.split(begin)
    const [, after, ...rest] = inside?.split(end) ?? []
    if (after === undefined || more.length > 0 || rest.length > 0) throw new Error(`README.md needs ${begin} … ${end}`)
    // Blank lines around: Markdown inside of HTML blocks is not read (CommonMark, section 4.6).
    return `${before}${begin}\n\n${part === '' ? '' : `${part}\n\n`}${end}${after}`
  }, markdown)
}

function parityTable(name: string, rows: readonly ParityRow[]): string {
  const cells = rows.map(({ theirs, meaning, ours, elsewhere }) => {
    const answer = [ours === '–' ? [] : ours, elsewhere ?? []].flat().join('; ')
    return `| ${[theirs, meaning, answer].map(escapeCell).join(' | ')} |`
  })
  return [`| ${name} | means | daypass |`, '|---|---|---|', ...cells].join('\n')
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
  const readme = new URL('README.md', PROJECT)
  writeFileSync(readme, fillIn(readFileSync(readme, 'utf8'), generatedParts()))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
