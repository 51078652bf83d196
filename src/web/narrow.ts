import { composeNarrowing, type NarrowOptions } from '../links/compose-narrowing.ts'
import { blockKey, macText } from './mac.ts'

/**
 * Cuts a link down, without any key, as `narrow` of `daypass` does: the same token comes out. For a holder whose program runs in a browser.
 * What `narrow` of `daypass` throws is a rejection here.
 *
 * @param token a link, plain or bound, narrowed up to 7 times already
 * @param options what the new link keeps; durations as for `sign`, counted from `notBefore`, or from now
 * @returns the narrowed link, to be used on its own
 * @throws LinkError `malformed` if `token` is not a link; TypeError if no option is given, one is unknown, or has a wrong
 *   type; RangeError if a value is wrong, the link would be longer than 2,048 characters, or it was narrowed 8 times; Error if the runtime has
 *   no `crypto.subtle`, as in a page that came over http
 * @example
 * ```ts
 * import { narrow } from 'daypass/web'
 *
 * const token = links.sign('studies/42', ['read', 'list'], '1d', { scope: 'tree' })
 * const forColleague = await narrow(token, { perms: 'read', fileId: 'studies/42/slide-7.dcm', ttl: '10m' })
 * console.log(links.verify(forColleague, { fileId: 'studies/42/slide-7.dcm' }).perms) // [ 'read' ]
 * ```
 */
export async function narrow(token: unknown, options: NarrowOptions): Promise<string> {
  const { text, block, mac } = composeNarrowing(token, options)
  return `${text}.${await macText(await blockKey(mac), block)}`
}
