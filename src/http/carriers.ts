import { headerOf, headerValues } from './headers.ts'
import { readsAs } from './parameter-name.ts'
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

/** How a carrier is read. */
export interface CarrierReader {
  /** The link that it holds; undefined where it holds none, false where what it holds is no single value. */
  readonly read: (request: GuardRequest) => string | undefined | false
  /** Name of the header that it is, where the URL does not hold the link. */
  readonly header: 'Authorization' | 'Cookie' | undefined
}

/** The one link of a request, and the header that it came in, if it did. */
export interface FoundToken {
  readonly token: string
  readonly header: CarrierReader['header']
}

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
): FoundToken | { readonly token: undefined; readonly code: 'link-required' | 'bad-request' } {
  let found: FoundToken | undefined
  for (const { read, header } of carriers) {
    const token = read(request)
    if (token === undefined) continue
    // Never first-wins: two readers could then take one request for two different ones.
    if (token === false || token === '' || found !== undefined) return { token: undefined, code: 'bad-request' }
    found = { token, header }
  }
  return found ?? { token: undefined, code: 'link-required' }
}

function readCarrier(carrier: unknown): CarrierReader {
  if (carrier === 'query') return { read: queryReader('token'), header: undefined }
  if (carrier === 'bearer') return { read: readBearer, header: 'Authorization' }
  const [entry, ...more] = typeof carrier === 'object' && carrier !== null ? Object.entries(carrier) : []
  const [kind, name] = more.length === 0 ? (entry ?? []) : []
  if (typeof name !== 'string') {
    throw new TypeError("carriers must be 'query', 'bearer', { query }, { param } or { cookie }, each with a name")
  }
  if (kind === 'query' && /^[^[\]]+$/.test(name)) return { read: queryReader(name), header: undefined }
  if (kind === 'param' && name !== '') return { read: paramReader(name), header: undefined }
  if (kind === 'cookie' && COOKIE_NAME.test(name)) return { read: cookieReader(name), header: 'Cookie' }
  throw new RangeError("carriers must be 'query', 'bearer', { query }, { param } or { cookie }, each with a name")
}

function queryReader(name: string): CarrierReader['read'] {
  return ({ url }) => {
    // No target has a fragment (RFC 9112, section 3.2); frameworks disagree about where the query ends if one does.
    if (url.includes('#')) return false
    const mark = url.indexOf('?')
    if (mark < 0) return undefined
    let token: string | undefined
    // With the question mark: `URLSearchParams` drops one, and it may be only the first of two.
    for (const [key, value] of new URLSearchParams(url.slice(mark))) {
      if (key === name) {
        if (token !== undefined) return false
        token = value
      } else if (readsAs(key, name) || hasHidden(value, name)) return false
    }
    return token
  }
}

/** Whether a parser that takes `;` for a separator, as of old (Rack 2), finds the parameter in the value of another. */
function hasHidden(value: string, name: string): boolean {
  if (!value.includes(';')) return false
  return value
    .split(';')
    .slice(1)
    .some((part) => readsAs(part.split('=', 1)[0] as string, name))
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

function paramReader(name: string): CarrierReader['read'] {
  return ({ params }) => {
    if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name)) return undefined
    const value = (params as Readonly<Record<string, unknown>>)[name]
    return value === undefined || typeof value === 'string' ? value : false
  }
}

function cookieReader(name: string): CarrierReader['read'] {
  return ({ headers }) => {
    let token: string | undefined
    for (const pair of headerOf(headers, 'cookie')?.split(';') ?? []) {
      const equals = pair.indexOf('=')
      if (equals < 0 || withoutBlanks(pair.slice(0, equals)) !== name) continue
      if (token !== undefined) return false
      token = withoutBlanks(pair.slice(equals + 1))
    }
    return token
  }
}

/**
 * Without the spaces and tabs around it, and these alone (RFC 6265, section 5.2): `trim` would make the name `__Host-link` of one
 * that begins with U+00A0, which a browser takes from hosts that may not set the other.
 */
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (isBlank(text[start])) start++
  while (isBlank(text[end - 1])) end--
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
