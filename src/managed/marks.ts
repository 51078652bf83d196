import type { ProvenLink } from '../links/proven-link.ts'
import { CLOCK_ALLOWANCE, readClock } from '../values/clock.ts'
import { MAX_TIME } from '../values/encoding.ts'
import { secondOf } from './birth.ts'
import type { Context } from './context.ts'
import { storedNumber } from './numbers.ts'
import { StoreError } from './store-error.ts'
import { foldersOf, type Subjects } from './subjects.ts'

/**
 * Keys of all marks that refuse a link (SPEC.md, section 10.3): on itself and the links that it was narrowed from, on the file that was
 * signed and the one that is asked for, on the folders that these are in, on its `ref`, its policy, and everything.
 */
export function markKeys(
  subjects: Subjects,
  { signed }: ProvenLink,
  linkIds: readonly string[],
  asked: string | undefined,
  ref: string | undefined,
): readonly string[] {
  const keys = [subjects.all, ...linkIds.map(subjects.link), ...fileKeys(subjects, signed.file)]
  if (asked !== undefined && asked !== signed.file) keys.push(...fileKeys(subjects, asked))
  if (ref !== undefined) keys.push(subjects.ref(ref))
  if (signed.issue?.policy !== undefined) keys.push(subjects.policy(signed.issue.policy))
  return keys
}

/** Keys of the marks that can refuse a link because of a file. */
export function fileKeys(subjects: Subjects, fileId: string): readonly string[] {
  return [subjects.file(fileId), ...foldersOf(fileId).map(subjects.folder)]
}

/** What stands for a tree among the subjects that an issuer knows. No key of a store has a space. */
export function treeKey(subjects: Subjects, folder: string): string {
  return `${subjects.folder(folder)} tree`
}

/** Whether one of the marks refuses a link: all that were issued at or before it. A plain link is older than every mark. */
export function isMarked(marks: readonly (string | undefined)[], issuedAt: number | undefined): boolean {
  return marks.some((text) => {
    const mark = storedNumber(text)
    return mark !== undefined && (issuedAt ?? -1) <= mark
  })
}

/**
 * Marks a subject, so that all links that have been issued until now are refused; resolves to the mark once the store has acknowledged it.
 * It is `skew` ahead of the later of two clocks, ours and the store's, and beyond what this instance or the mark so far has let pass.
 *
 * Other instances may have issued links ahead of the clocks: in the second after the birth of the store, or after a mark on another subject
 * of the same link. `ahead` has the latest of those marks, as far as a verifier accepts what is issued after it.
 *
 * @param trees of which the subject is a part, as `treeKey` gives them
 */
export async function markSubject(context: Context, key: string, trees: readonly string[] = []): Promise<number> {
  const { settings, store, subjects, issuer } = context
  const [text, birth, ahead] = await store.read([key, subjects.birth, subjects.ahead])
  const current = storedNumber(text) ?? -1
  const clocks = markAt(readClock(settings.clock), settings.skew)
  const others = Math.min((storedNumber(ahead) ?? -1) + 1, clocks + settings.skew + 1)
  const wanted = Math.max(clocks, secondOf(storedNumber(birth)) + 1, others)
  const mark = Math.min(Math.max(current >= wanted ? current + 1 : wanted, issuer.latest([key, ...trees])), MAX_TIME)
  const later = markAt(await raiseMark(context, key, mark), settings.skew)
  if (later > mark) await raiseMark(context, key, later)
  issuer.note(key, Math.max(mark, later))
  return Math.max(mark, later)
}

/** Resolves to the store's clock, once the mark and that it is ahead are kept. */
async function raiseMark({ settings, store, subjects }: Context, key: string, mark: number): Promise<number> {
  const [storesClock] = await Promise.all([
    store.raise(key, mark, endOf(mark, settings.maxTtl)),
    store.raise(subjects.ahead, mark, (mark + CLOCK_ALLOWANCE) * 1000),
  ])
  return storesClock
}

/** Marks a link for good, until `end` in seconds, when it has expired. */
export async function markLink({ settings, store, subjects }: Context, linkId: string, end: number): Promise<void> {
  const until = (end + CLOCK_ALLOWANCE) * 1000
  const storesClock = await store.raise(subjects.link(linkId), MAX_TIME, until)
  // A store whose clock is that far ahead forgets the mark at once.
  if (storesClock >= until && readClock(settings.clock) < end * 1000) {
    throw new StoreError(
      "the store's clock is too far ahead: the link has expired by it, and the revocation was not kept",
    )
  }
}

function markAt(milliseconds: number, skew: number): number {
  return Math.min(Math.ceil(milliseconds / 1000) + skew, MAX_TIME)
}

/**
 * When a mark can be forgotten, in milliseconds: every link that it refuses has expired. One that is issued at the mark may start `maxTtl`
 * later and live as long from then on, each with the allowance for clocks that differ.
 */
export function endOf(mark: number, maxTtl: number): number {
  return (mark + 2 * (maxTtl + CLOCK_ALLOWANCE)) * 1000
}
