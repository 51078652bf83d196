import { LINK, LINK_CHARACTER } from './link-pattern.ts'

const LINKS = new RegExp(LINK, 'g')
// Without an upper limit, V8 keeps a position for each character, and its stack overflows on a text of a few megabytes.
const MORE = new RegExp(`${LINK_CHARACTER}{1,2048}`, 'y')

/**
 * Replaces every link in a text with `[link]`, for logs: in a URL, a header, a path or a message, also if the link is percent-encoded once or
 * twice, or if up to 25 characters are missing at its end. Text that cannot be such a link is not changed: version numbers, image tags,
 * addresses, JWTs. Time is linear in the length of the text.
 *
 * @throws TypeError if the argument is neither a string nor a `URL`
 * @example
 * ```ts
 * console.log(redactLink(`GET /files/7?token=${links.sign('7', 'read', '4h')}`)) // GET /files/7?token=[link]
 * ```
 */
export function redactLink(urlOrText: string | { readonly href: string }): string {
  const text = typeof urlOrText === 'string' ? urlOrText : urlOrText?.href
  if (typeof text !== 'string') throw new TypeError('redactLink: the argument must be a string or a URL')
  let redacted = ''
  let end = 0
  for (const { 0: link, index } of text.matchAll(LINKS)) {
    if (index < end) continue
    redacted += `${text.slice(end, index)}[link]`
    end = endOfRun(text, index + link.length)
  }
  return redacted + text.slice(end)
}

/** The end of the characters that can be in a link. Those directly after a match can belong to the link if other text looked like its beginning. */
function endOfRun(text: string, from: number): number {
  let end = from
  for (MORE.lastIndex = from; MORE.test(text); ) end = MORE.lastIndex
  return end
}
