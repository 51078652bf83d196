import { normalizeEntries } from '../values/check.ts'
import { getCookies } from './cookies.ts'
import { getHeaderValues } from './headers.ts'
import { containsParameter } from './parameter-name.ts'
import { queryParameters } from './query.ts'
import type { GuardRequest } from './request.ts'

/**
 * Where to look for the token in a request: `'query'` is the parameter `token`, `{ query: 'link' }` another parameter, `'bearer'` the
 * header `Authorization`, `{ param: 'token' }` a parameter of the route's path, `{ cookie: 'link' }` a cookie. A browser sends cookies
 * by itself: a route that changes something needs the same defence against cross-site request forgery as with a session cookie.
 */
export type TokenSource =
  | 'query'
  | 'bearer'
  | { readonly query: string }
  | { readonly param: string }
  | { readonly cookie: string }

/** A token source, ready to be read. */
export interface TokenReader {
  /** The token in this source; undefined if there is none, false if what is there is not a single text. */
  readonly read: (request: GuardRequest) => string | undefined | false
  /** Name of the header that this source reads; undefined if it reads the URL. */
  readonly header: 'Authorization' | 'Cookie' | undefined
  /** Name of the parameter of the query that this source reads. */
  readonly parameter?: string
}

/** The only token of a request, and the header that carried it, if one did. */
export interface FoundToken {
  readonly token: string
  readonly header: TokenReader['header']
}

const WANTED = "must contain 'query', 'bearer', { query: name }, { param: name } or { cookie: name }"
const COOKIE_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/ // a token (RFC 6265, section 4.1.1)
const BEARER = /^bearer +(1b?\..*)$/i // anything that does not begin like a link belongs to the application

/**
 * Readers of the guard's option `tokenFrom`.
 *
 * @throws TypeError if it is not a list of token sources; RangeError if it is empty, or the name of a source is not valid
 */
export function normalizeTokenSources(value: unknown): readonly TokenReader[] {
  if (!Array.isArray(value)) throw new TypeError('guard: tokenFrom must be a list')
  if (value.length === 0) throw new RangeError('guard: tokenFrom must not be empty')
  return normalizeEntries(value, normalizeTokenSource)
}

/** The only token of a request, or the reason to refuse the request. */
export function findToken(
  request: GuardRequest,
  sources: readonly TokenReader[],
): FoundToken | { readonly token: undefined; readonly code: 'link-required' | 'bad-request' } {
  let found: FoundToken | undefined
  for (const { read, header } of sources) {
    const token = read(request)
    if (token === undefined) continue
    // Reject duplicates instead of taking the first: another component might take the other one.
    if (token === false || token === '' || found !== undefined) return { token: undefined, code: 'bad-request' }
    found = { token, header }
  }
  return found ?? { token: undefined, code: 'link-required' }
}

function normalizeTokenSource(source: unknown): TokenReader {
  if (source === 'query') return { read: queryReader('token'), header: undefined }
  if (source === 'bearer') return { read: parseBearer, header: 'Authorization' }
  const [entry, ...more] = typeof source === 'object' && source !== null ? Object.entries(source) : []
  const [kind, name] = more.length === 0 ? (entry ?? []) : []
  if (typeof name !== 'string') throw new TypeError(`guard: tokenFrom ${WANTED}`)
  if (kind === 'query' && /^[^[\]]+$/.test(name)) return { read: queryReader(name), header: undefined, parameter: name }
  if (kind === 'param' && name !== '') return { read: paramReader(name), header: undefined }
  if (kind === 'cookie' && COOKIE_NAME.test(name)) return { read: cookieReader(name), header: 'Cookie' }
  throw new RangeError(`guard: tokenFrom ${WANTED}`)
}

function queryReader(name: string): TokenReader['read'] {
  return ({ url }) => {
    // A request target has no fragment (RFC 9112, section 3.2). If one does, frameworks disagree about where the query ends.
    if (url.includes('#')) return false
    let token: string | undefined
    for (const [key, value] of queryParameters(url)) {
      if (key === name) {
        if (token !== undefined) return false
        token = value
      } else if (containsParameter(key, value, name)) return false
    }
    return token
  }
}

function parseBearer({ headers, rawHeaders }: GuardRequest): string | undefined | false {
  let token: string | undefined
  for (const value of getHeaderValues(headers, rawHeaders, 'authorization')) {
    const found = BEARER.exec(value)?.[1]
    if (found === undefined) continue
    // The Fetch API joins repeated headers with a comma and a space.
    if (token !== undefined || /[ ,]/.test(found)) return false
    token = found
  }
  return token
}

function paramReader(name: string): TokenReader['read'] {
  return ({ params }) => {
    if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name)) return undefined
    const value = (params as Readonly<Record<string, unknown>>)[name]
    return value === undefined || typeof value === 'string' ? value : false
  }
}

function cookieReader(name: string): TokenReader['read'] {
  return ({ headers }) => {
    const values = getCookies(headers, name)
    return values.length > 1 ? false : values[0]
  }
}
