import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { PROJECT } from '../support/project.ts'

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name))

const UNIT = filesIn('test/unit').map((name) => relative('test/unit', name))

/** What a file imports, as paths from the folder of the repository. */
function importsOf(name: string): readonly string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(PROJECT, name), 'utf8'))
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(name), fileName))
}

it('a test is in the folder of what it is about', () => {
  expect(readdirSync(join(PROJECT, 'test')).sort()).toEqual([
    'command',
    'http-contract',
    'portal',
    'properties',
    'repo',
    'slow',
    'spec',
    'support',
    'unit',
  ])
})

// Or after its folder, if it is about all files in it: bytes/bytes.test.ts.
it.each(UNIT)('test/unit/%s is named after a file of src', (name) => {
  expect(name).toMatch(/\.test\.ts$/)
  const file = name.replace(/\.test\.ts$/, '.ts')
  const isForFolder = basename(file, '.ts') === basename(dirname(file))
  expect(existsSync(join(PROJECT, 'src', isForFolder ? dirname(file) : file))).toBe(true)
})

it('scripts and tests do not import each other, and no tool imports either', () => {
  const rules = [
    ['scripts', /^test\//],
    ['tools', /^(?:test|scripts)\//],
    ['test', /^scripts\//],
  ] as const
  const found = rules.flatMap(([folder, forbidden]) =>
    filesIn(folder).flatMap((name) =>
      importsOf(name)
        .filter((path) => forbidden.test(path))
        .map((path) => `${name}: ${path}`),
    ),
  )
  expect(found).toEqual([])
})
