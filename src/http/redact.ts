// A character as it stands, or percent-encoded, which a URL within a URL does again: "%2E", "%252E".
const encoded = (hex: string): string => `%(?:25)*(?!25)${hex}`
const ONE = `(?:1|${encoded('31')})`
const B = `(?:b|${encoded('62')})`
const DOT = `(?:\\.|${encoded('2[Ee]')})`
const ID = `(?:[A-Za-z0-9_-]|${encoded('[0-9A-Fa-f]{2}')})`

// What begins like a link, and goes on for longer than a version number would, to where no link can go on. The end may be missing:
// a link cut short by one character can be guessed.
const LINK = new RegExp(`${ONE}${B}?${DOT}${ID}{1,32}${DOT}[A-Za-z0-9_.~%-]{20,}`, 'g')

/**
 * The same text with every link in it replaced by `[link]`, wherever it stands: a URL, a header, a path, a message, also where it is
 * percent-encoded. For logs.
 *
 * @throws TypeError where it is neither a string nor a `URL`
 * @example
 * ```ts
 * console.log(redactLink(`GET /files/7?token=${links.sign('7', 'read', '4h')}`)) // GET /files/7?token=[link]
 * ```
 */
export function redactLink(urlOrText: string | { readonly href: string }): string {
  const text = typeof urlOrText === 'string' ? urlOrText : urlOrText?.href
  if (typeof text !== 'string') throw new TypeError('redactLink: give a string or a URL')
  return text.replace(LINK, '[link]')
}
