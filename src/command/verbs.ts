import type { Verb } from './verb.ts'

interface Entry {
  readonly about: string
  /** Loads the verb, and nothing of the others. */
  readonly load: () => Promise<Verb>
}

/** The verbs, in the order of the help. */
export const VERBS: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['keygen', { about: 'create a key', load: async () => (await import('./verbs/keygen.ts')).keygen }],
  ['rotate', { about: 'replace a key on a schedule', load: async () => (await import('./verbs/rotate.ts')).rotate }],
])
