import type { KeyTable, LinkKey } from './keyring.ts'

/** The key whose id is the part of `text` from `start` to `end`. */
export function findKey<Mac>(
  { byId, signers }: KeyTable<Mac>,
  text: string,
  start: number,
  end: number,
): LinkKey<Mac> | undefined {
  // Nearly every link is of the newest key, and comparing its id in place takes less time than a slice and its hash.
  const newest = signers[0] as LinkKey<Mac>
  if (newest.id.length === end - start && text.startsWith(newest.id, start)) return newest
  return byId.get(text.slice(start, end))
}
