import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'

const text = readFileSync(join(PROJECT, 'SECURITY.md'), 'utf8')
const references = Array.from(text.matchAll(/`(test\/[^`:]+)(?:: ([^`]+))?`/g), ([, path = '', name]) => ({
  path,
  name,
}))

it('SECURITY.md names a proof for each promise', () => {
  const rows = text.split('\n').filter((line) => /^\| (?!promise|-)/.test(line))
  expect(rows.length).toBeGreaterThan(15)
  for (const row of rows) expect(row.split('|')[2], row).toMatch(/`test\//)
})

it.each(references)('$path: $name, which SECURITY.md names, is there', ({ path, name }) => {
  expect(existsSync(join(PROJECT, path))).toBe(true)
  if (name === undefined) return
  const files = statSync(join(PROJECT, path)).isDirectory()
    ? readdirSync(join(PROJECT, path)).map((file) => `${path}/${file}`)
    : [path]
  expect(files.some((file) => readFileSync(join(PROJECT, file), 'utf8').includes(name))).toBe(true)
})
