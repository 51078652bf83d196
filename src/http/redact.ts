// Text that begins like a link, and goes on for longer than a version number would, to where no link can go on. The end may be
// missing: a link cut short by one character can be guessed.
const LINK = /1b?\.[A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_.~%-]{20,}/g
const RUN = /[A-Za-z0-9_.~%-]+/g

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
  const plain = text.replace(LINK, '[link]')
  return plain.includes('%') ? plain.replace(RUN, (run) => (hidesLink(run) ? '[link]' : run)) : plain
}

/** Whether a link appears once percent-encoding is undone, which a URL within a URL needs twice. */
function hidesLink(run: string): boolean {
  let text = run
  for (let depth = 0; depth < 3 && text.includes('%'); depth++) {
    text = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  return text !== run && text.search(LINK) >= 0
}
