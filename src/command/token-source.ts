import { usage } from './failure.ts'
import type { Flags } from './flag.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { readInput } from './read-input.ts'

export const TOKEN_FLAGS: Flags = {
  param: { type: 'string', value: 'NAME', about: 'the parameter of a URL that contains the token (default: token)' },
}

/**
 * The token that is the first argument: itself, the URL that contains it, or `-` for the standard input.
 * @throws Failure if a URL does not contain exactly one
 */
export async function readToken(given: Given, io: Io): Promise<string> {
  const [argument = ''] = given.positionals
  const text = (argument === '-' ? await readInput(io) : argument).replace(/^\uFEFF/, '').trim()
  if (argument === '-' && text === '') throw usage('there is no token on stdin')
  if (argument === '-' && /\s/.test(text)) throw usage('there is more than a token on stdin')
  const mark = text.indexOf('?')
  // No token contains "?", and a path of Windows is not a URL: only the query tells.
  if (mark === -1) {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) throw usage('the URL has no query, and so no token')
    return text
  }
  const name = given.text('param') ?? 'token'
  const [query = ''] = text.slice(mark + 1).split('#', 1)
  const found = new URLSearchParams(query).getAll(name)
  if (found.length === 0) throw usage('the URL does not have the parameter that contains the token; see --param')
  if (found.length > 1) throw usage('the URL has the parameter that contains the token more than once')
  return found[0] as string
}
