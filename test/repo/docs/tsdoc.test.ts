import { createKey } from 'daypass'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { PROJECT } from '../../support/project.ts'
import { checkSnippets } from './support/check-snippets.ts'
import { type Exported, exportsOfEntries } from './support/exports.ts'
import type { Snippet } from './support/fences.ts'
import { ENTRIES } from './support/prelude.ts'
import { runSnippet } from './support/run-snippet.ts'

const EXPORTED = exportsOfEntries()
const CALLED = EXPORTED.filter(({ kind }) => kind !== 'other')
const label = ({ entry, name }: Exported): string => `${entry} ${name}`

const EXAMPLES: readonly Snippet[] = CALLED.flatMap((exported) =>
  exported.examples.map((text) => ({
    name: label(exported),
    code: /^```ts\n(.*)```$/s.exec(text)?.[1] ?? '',
    entry: exported.entry,
    folder: PROJECT,
    aliases: {},
  })),
)

beforeAll(() => {
  vi.stubEnv('DAYPASS_KEYS', `2026-11:${createKey().secret}`)
})

describe('the TSDoc', () => {
  it('is looked at for every value that an entry exports', () => {
    // What daypass/web shares with daypass is looked at there.
    const isShared = (entry: string, name: string, value: unknown): boolean =>
      entry === 'daypass/web' &&
      Object.entries(ENTRIES.daypass as object).some(([at, one]) => at === name && one === value)
    const values = Object.entries(ENTRIES).flatMap(([entry, exported]) =>
      Object.entries(exported)
        .filter(([name, value]) => !isShared(entry, name, value))
        .map(([name]) => `${entry} ${name}`),
    )
    expect(EXPORTED.map(label)).toEqual(expect.arrayContaining(values))
    expect(CALLED.map(label)).toEqual(
      expect.arrayContaining([
        'daypass Links.verify',
        'daypass/web Links.verify',
        'daypass/web narrow',
        'daypass Keyring.replace',
      ]),
    )
  })

  it('says in a sentence what each export is', () => {
    expect(EXPORTED.filter(({ summary }) => !/^[A-Z`].*[.:)]/s.test(summary)).map(label)).toEqual([])
  })

  it('has an example for each function and class', () => {
    expect(CALLED.filter(({ examples }) => examples.length === 0).map(label)).toEqual([])
  })

  it('says what each function throws that can throw, and of no other', () => {
    const bodies = CALLED.filter(({ throws }) => throws !== undefined)
    const silent = bodies.filter(({ throws, throwsTag }) => throws !== (throwsTag !== undefined))
    expect(silent.map(label)).toEqual([])
    expect(bodies.filter(({ throws }) => throws).map(({ name }) => name)).toContain('createGuard')
    // Verbs have no body in the type that declares them. All of them check what they are given.
    const verbs = CALLED.filter(({ kind }) => kind === 'verb')
    expect(verbs.filter(({ throwsTag }) => throwsTag === undefined).map(label)).toEqual([])
  })

  it('names the class of what is thrown first', () => {
    const tags = CALLED.flatMap(({ throwsTag }) => throwsTag ?? [])
    expect(tags.filter((tag) => !/^(?:\w*Error)\b/.test(tag))).toEqual([])
  })
})

describe('the examples in the TSDoc', () => {
  it.each(EXAMPLES)('run, and print what they say: $name', async (example) => {
    expect(example.code).not.toBe('')
    expect(await runSnippet(example)).toEqual([])
  })

  it('compile under strict', () => {
    expect(checkSnippets(EXAMPLES)).toEqual([])
  })
})
