import { headerOf, headerValues } from './headers.ts'
import type { GuardRequest } from './request.ts'

/**
 * Where a link may stand in a request: `'query'` is the parameter `token`, `{ query: 'link' }` another one, `'bearer'` the
 * header `Authorization`, `{ param: 'token' }` a parameter of the route's path, `{ cookie: 'link' }` a cookie. A browser sends a cookie
 * by itself: routes that change something need a defence against cross-site requests as for any other cookie.
 */
export type Carrier =
  | 'query'
  | 'bearer'
  | { readonly query: string }
  | { readonly param: string }
  | { readonly cookie: string }

/** The link that a carrier holds; undefined where it holds none, false where what it holds is no single value. */
export type CarrierReader = (request: GuardRequest) => string | undefined | false

const COOKIE_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/ // a token (RFC 6265, section 4.1.1)
const BEARER = /^bearer +(1b?\..*)$/i // what does not begin like a link is the application's own

/** @throws TypeError where it is no list of carriers; RangeError where a name cannot be one, or the list is empty */
export function readCarriers(value: unknown): readonly CarrierReader[] {
  if (!Array.isArray(value)) throw new TypeError('carriers must be a list')
  if (value.length === 0) throw new RangeError('carriers must not be empty')
  return Array.from(value, readCarrier)
}

/** The one link of a request, or why there is none. */
export function findToken(
  request: GuardRequest,
  carriers: readonly CarrierReader[],
): string | { readonly code: 'link-required' | 'bad-request' } {
  let token: string | undefined
  for (const read of carriers) {
    const found = read(request)
    if (found === undefined) continue
    // Never first-wins: two readers could then take one request for two different ones.
    if (found === false || found === '' || token !== undefined) return { code: 'bad-request' }
    token = found
  }
  return token ?? { code: 'link-required' }
}

function readCarrier(carrier: unknown): CarrierReader {
  if (carrier === 'query') return queryReader('token')
  if (carrier === 'bearer') return readBearer
  const [entry, ...more] = typeof carrier === 'object' && carrier !== null ? Object.entries(carrier) : []
  const [kind, name] = more.length === 0 ? (entry ?? []) : []
  if (typeof name !== 'string') {
    throw new TypeError("carriers must be 'query', 'bearer', { query }, { param } or { cookie }, each with a name")
  }
  if (kind === 'query' && /^[^[\]]+$/.test(name)) return queryReader(name)
  if (kind === 'param' && name !== '') return paramReader(name)
  if (kind === 'cookie' && COOKIE_NAME.test(name)) return cookieReader(name)
  throw new RangeError("carriers must be 'query', 'bearer', { query }, { param } or { cookie }, each with a name")
}

function queryReader(name: string): CarrierReader {
  const bracketed = `${name}[`
  return ({ url }) => {
    const mark = url.indexOf('?')
    if (mark < 0) return undefined
    let token: string | undefined
    for (const [key, value] of new URLSearchParams(url.slice(mark + 1))) {
      if (key.startsWith(bracketed)) return false
      if (key !== name) continue
      if (token !== undefined) return false
      token = value
    }
    return token
  }
}

function readBearer({ headers, rawHeaders }: GuardRequest): string | undefined | false {
  let token: string | undefined
  for (const value of headerValues(headers, rawHeaders, 'authorization')) {
    const found = BEARER.exec(value)?.[1]
    if (found === undefined) continue
    // A comma or a space: the Fetch API joins repeated headers into one.
    if (token !== undefined || /[ ,]/.test(found)) return false
    token = found
  }
  return token
}

function paramReader(name: string): CarrierReader {
  return ({ params }) => {
    const value = (params as Readonly<Record<string, unknown>> | null | undefined)?.[name]
    return value === undefined || typeof value === 'string' ? value : false
  }
}

function cookieReader(name: string): CarrierReader {
  return ({ headers }) => {
    let token: string | undefined
    for (const pair of headerOf(headers, 'cookie')?.split(';') ?? []) {
      const equals = pair.indexOf('=')
      if (equals < 0 || pair.slice(0, equals).trim() !== name) continue
      if (token !== undefined) return false
      token = pair.slice(equals + 1).trim()
    }
    return token
  }
}
