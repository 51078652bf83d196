import { normalizeOptions } from '../values/options.ts'
import type { Context } from './context.ts'
import { linkIdsOf } from './identity.ts'
import type { TokenOptions } from './inspect.ts'
import { storedNumber } from './numbers.ts'
import { proveToken } from './prove-token.ts'

/** What `usesOf` resolves to, for a link that is counted. */
export interface UsesSoFar {
  /** Uses that were counted. */
  readonly used: number
  /** How often the link works. */
  readonly max: number
}

/** How often a link has been used; undefined for a link that is not counted. */
export async function readUses(
  context: Context,
  token: unknown,
  options: TokenOptions = {},
): Promise<UsesSoFar | undefined> {
  const { boundTo } = normalizeOptions(options, ['boundTo'], 'options of usesOf')
  const link = proveToken(context, token, boundTo)
  const max = link.signed.issue?.uses
  if (max === undefined) return undefined
  const rootId = linkIdsOf(link)[0] as string
  const [text] = await context.store.read([context.subjects.uses(rootId)])
  return { used: storedNumber(text) ?? 0, max }
}
