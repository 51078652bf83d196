import { usage } from './failure.ts'
import type { Flags } from './flag.ts'
import type { Given } from './given.ts'
import type { Outcome } from './verb.ts'

export const URL_FLAGS: Flags = {
  url: { type: 'string', value: 'URL', about: 'print this URL with the token in it, instead of the token' },
}

/** A token as the result of a verb, or the URL that carries it. */
export async function tokenOutcome(given: Given, token: string): Promise<Outcome> {
  const url = given.text('url')
  if (url === undefined) return { text: token, json: { token } }
  // Also what the shell of Git for Windows makes of a URL that begins with "/".
  if (/^(?:[a-z]:|\\\\)/i.test(url)) throw usage('--url is a path of Windows, and not a URL')
  if (!/^[^\s\p{Cc}]+$/u.test(url)) throw usage('--url must be a URL or a path, without spaces and control characters')
  const { withLink } = await import('daypass/http')
  const linked = withLink(url, token, given.text('param') ?? 'token')
  return { text: linked, json: { token, url: linked } }
}
