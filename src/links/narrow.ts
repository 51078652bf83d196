import { macBlock } from '../mac.ts'
import { composeNarrowing, type NarrowOptions } from './compose-narrowing.ts'

/**
 * Cuts a link down, without any key: anyone who has a link can pass on less of it. What the new link allows is what the old one
 * and these options both allow, so nothing can be widened; a link that allows nothing any more is refused when it is used.
 *
 * @param token a link, plain or bound, narrowed up to 7 times already
 * @param options what the new link keeps; durations as for `sign`, counted from `notBefore`, or from now
 * @returns the narrowed link, to be used on its own
 * @throws LinkError `malformed` if `token` is not a link; TypeError if no option is given, one is unknown, or has a wrong type;
 *   RangeError if a value is wrong, the link would be longer than 2,048 characters, or it was narrowed 8 times
 * @example
 * ```ts
 * const token = links.sign('studies/42', ['read', 'list'], '1d', { scope: 'tree' })
 * const forColleague = narrow(token, { perms: 'read', fileId: 'studies/42/slide-7.dcm', ttl: '10m' })
 * console.log(links.verify(forColleague, { fileId: 'studies/42/slide-7.dcm' }).perms) // [ 'read' ]
 * ```
 */
export function narrow(token: unknown, options: NarrowOptions): string {
  const { text, mac, block } = composeNarrowing(token, options)
  return `${text}.${macBlock(mac, block)}`
}
