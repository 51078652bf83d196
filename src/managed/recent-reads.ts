import type { LinkStore } from './store.ts'

/** Most entries that are kept: some megabytes. */
const MAX_ENTRIES = 10_000

interface Entry {
  readonly text: string | undefined
  readonly until: number
  readonly birth: number | undefined
}

/**
 * Reads a store, or gives what it read at most `staleness` milliseconds ago, counted from when it asked. Since marks only rise, a refusal by
 * a mark that is stale is right, and only an acceptance can be late; by a policy, either can be. Nothing is given that was read when another birth of the store was known: it could
 * be taken for a sign that the store has lost its memory again.
 */
export function recentReads(
  read: LinkStore['read'],
  staleness: number,
  knownBirth: () => number | undefined,
): LinkStore['read'] {
  if (staleness === 0) return read
  // In the order in which they were read, so that the first are the oldest.
  const entries = new Map<string, Entry>()
  const remember = (key: string, entry: Entry): void => {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value as string)
  }
  return async (keys) => {
    const now = performance.now() // a clock that is set back must not make an entry live longer
    const birth = knownBirth()
    const found = keys.map((key) => entries.get(key))
    const areRecent = found.every((entry) => entry !== undefined && now < entry.until && entry.birth === birth)
    if (areRecent) return found.map((entry) => entry?.text)
    const texts = await read(keys)
    keys.forEach((key, i) => {
      remember(key, { text: texts[i], until: now + staleness, birth })
    })
    return texts
  }
}
