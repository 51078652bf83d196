import type { NarrowOptions } from 'daypass'
import { type Block, decodeBlock, emptyBlock } from '../format/block.ts'
import { isHoldersBlock } from '../format/blocks.ts'
import { isPolicyName } from '../format/issue.ts'
import { encodeNarrowing } from '../links/compose-narrowing.ts'
import { isString, normalizeValue } from '../values/check.ts'
import { readClock } from '../values/clock.ts'
import { MAX_TOKEN } from '../values/limits.ts'
import { conditionOptions } from './condition-options.ts'
import type { Context } from './context.ts'
import { markSubject } from './marks.ts'
import { StoreError } from './store-error.ts'

/** Options of a policy as they were set. Its times are instants. */
export type PolicyOptions = Omit<NarrowOptions, 'ttl' | 'notBefore'> & {
  readonly ttl?: Date
  readonly notBefore?: Date
}

/** @throws TypeError if it is not a string; RangeError if it has another form */
export function normalizePolicyName(value: unknown): string {
  return normalizeValue(value, isString, 'policy', '1 to 64 of A-Z a-z 0-9 _ -', isPolicyName)
}

/** Keeps a policy as the text of a holder's block, so that the code that narrows judges it. It stays until it is deleted. */
export async function setPolicy(
  { settings, store, subjects }: Context,
  name: unknown,
  options: unknown,
): Promise<void> {
  const key = subjects.terms(normalizePolicyName(name))
  const text = encodeNarrowing(options, readClock(settings.clock), 'options of setPolicy')
  if (text.length > MAX_TOKEN) throw new RangeError(`the policy would be longer than ${MAX_TOKEN} characters`)
  await store.write(key, text, Number.POSITIVE_INFINITY)
}

/** Marks the name first: creating it again must not bring back the links that were under it (in Azure it does). */
export async function deletePolicy(context: Context, name: unknown): Promise<void> {
  const policy = normalizePolicyName(name)
  await markSubject(context, context.subjects.policy(policy))
  await context.store.write(context.subjects.terms(policy), undefined, Number.POSITIVE_INFINITY)
}

export async function getPolicy({ store, subjects }: Context, name: unknown): Promise<PolicyOptions | undefined> {
  const [text] = await store.read([subjects.terms(normalizePolicyName(name))])
  if (text === undefined) return undefined
  const { file, tree, perms, start, expires, conditions } = parsePolicy(text)
  return {
    ...(file !== undefined && { fileId: file }),
    ...(tree && { scope: 'tree' as const }),
    ...(perms !== undefined && { perms }),
    ...(start !== undefined && { notBefore: new Date(start * 1000) }),
    ...(expires !== undefined && { ttl: new Date(expires * 1000) }),
    ...(conditions !== undefined && conditionOptions(conditions)),
  }
}

/** The block of a policy. What is not one is an answer of the store that makes no sense, and not a policy without terms. */
export function parsePolicy(text: string): Block {
  const block = text === '' ? emptyBlock() : decodeBlock(text)
  if (block === undefined || !isHoldersBlock(block))
    throw new StoreError('the store gave something other than the policy that was written')
  return block
}
