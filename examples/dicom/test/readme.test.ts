import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fencesOf } from '../../../test/repo/docs/support/fences.ts'

const FOLDER = new URL('..', import.meta.url)
const withoutIndent = (text: string): string => text.trim().replace(/^ +/gm, '')
const sources = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => withoutIndent(readFileSync(new URL(name, FOLDER), 'utf8')))
const fences = fencesOf('examples/dicom/README.md', 'typescript')

it('the README has excerpts', () => {
  expect(fences).toHaveLength(4)
})

it.each(fences)('$name is an excerpt of the example', ({ code }) => {
  expect(sources.filter((source) => source.includes(withoutIndent(code)))).toHaveLength(1)
})
