import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '../../../support/project.ts'

/** A fenced block of Markdown (CommonMark, section 4.5). */
export interface Fence {
  /** For the names of tests: file and line. */
  readonly name: string
  readonly code: string
}

/** A program made of TypeScript in the documentation. */
export interface Snippet extends Fence {
  /** The entry that it is about. */
  readonly entry: string
  /** Where its relative imports start. */
  readonly folder: string
  /** Other packages that stand for some of its imports. */
  readonly aliases: Readonly<Record<string, string>>
}

/** The fenced blocks in one language of a Markdown file, `path` from the project's folder. */
export function fencesOf(path: string, language: string): readonly Fence[] {
  const text = readFileSync(join(PROJECT, path), 'utf8')
  const blocks = text.matchAll(/^```(\w*)\n(.*?)^```$/gms)
  return Array.from(blocks, ({ 1: found, 2: code = '', index }) => {
    return { found, code, name: `${path}:${text.slice(0, index).split('\n').length}` }
  }).filter(({ found }) => found === language)
}

/** Each TypeScript block of the file as a program of its own. */
export function snippetsOf(path: string): readonly Snippet[] {
  return fencesOf(path, 'ts').map((fence) => ({
    ...fence,
    entry: 'daypass',
    folder: join(PROJECT, path, '..'),
    aliases: {},
  }))
}

/**
 * All TypeScript blocks of the file as one program, since each goes on from the one before. A block that begins with `// Express 4` is
 * for that version of the framework alone: if there are such blocks, there is a program for each version.
 */
export function joinedSnippetsOf(path: string): readonly Snippet[] {
  const fences = fencesOf(path, 'ts')
  if (fences.length === 0) return []
  const versionOf = ({ code }: Fence): string => /^\/\/ (\w+ \d+)\n/.exec(code)?.[1] ?? ''
  const versions = [...new Set(fences.map(versionOf))].filter((version) => version !== '')
  return (versions.length === 0 ? [''] : versions).map((version) => ({
    name: version === '' ? path : `${path} for ${version}`,
    code: fences
      .filter((fence) => ['', version].includes(versionOf(fence)))
      .map(({ code }) => code)
      .join('\n'),
    entry: 'daypass',
    folder: join(PROJECT, path, '..'),
    aliases: OLDER[version] ?? {},
  }))
}

// The newest major version is installed under its own name.
const OLDER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Express 4': { express: 'express4' },
  'Koa 2': { koa: 'koa2' },
}
