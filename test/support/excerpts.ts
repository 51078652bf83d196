import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fencesOf } from '../repo/docs/support/fences.ts'
import { PROJECT } from './project.ts'

/** Tests that the TypeScript in the README of an example, `count` blocks, is taken from its files. */
export function excerpts(example: string, count: number): void {
  const folder = join(PROJECT, 'examples', example)
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => withoutIndent(readFileSync(join(folder, name), 'utf8')))
  const fences = fencesOf(`examples/${example}/README.md`, 'typescript')

  it('the README has excerpts', () => {
    expect(fences).toHaveLength(count)
  })

  it.each(fences)('$name is an excerpt of the example', ({ code }) => {
    expect(sources.filter((source) => source.includes(withoutIndent(code)))).toHaveLength(1)
  })
}

function withoutIndent(text: string): string {
  return text.trim().replace(/^ +/gm, '')
}
