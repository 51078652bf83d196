import { containsParameter } from '../http/parameter-name.ts'
import { queryParameters } from '../http/query.ts'
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
  // As the guard reads it: what another parser would find too makes the token ambiguous.
  const found = queryParameters(text).filter(([key, value]) => key === name || containsParameter(key, value, name))
  if (found.length === 0) throw usage('the URL does not have the parameter that contains the token; see --param')
  if (found.length > 1) throw usage('the URL has the parameter that contains the token more than once')
  const [[key, token]] = found as [readonly [string, string]]
  if (key !== name) throw usage('the URL has the parameter that contains the token in another form')
  return token
}
