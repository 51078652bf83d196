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
  ['sign', { about: 'make a link', load: async () => (await import('./verbs/sign.ts')).sign }],
  ['verify', { about: 'check a link against a request', load: async () => (await import('./verbs/verify.ts')).verify }],
  ['inspect', { about: 'show what a link contains', load: async () => (await import('./verbs/inspect.ts')).inspect }],
  ['narrow', { about: 'cut a link down, without a key', load: async () => (await import('./verbs/narrow.ts')).narrow }],
  ['redact', { about: 'remove links from a log', load: async () => (await import('./verbs/redact.ts')).redact }],
  ['revoke', { about: 'revoke links, in a store', load: async () => (await import('./verbs/revoke.ts')).revoke }],
  ['uses', { about: 'count the uses of a link', load: async () => (await import('./verbs/uses.ts')).uses }],
  ['policy', { about: 'set, get or delete a policy', load: async () => (await import('./verbs/policy.ts')).policy }],
])
