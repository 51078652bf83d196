import { narrow, type SignOptions } from 'daypass'
import type { GuardRequest } from 'daypass/http'
import fc from 'fast-check'
import { NOW } from '../../../support/fixtures.ts'
import { SIDES, type Side, scene } from './scene.ts'

/** The files that are asked for: the last part of a path. */
export const FILES = ['a', 'a/b', 'é', 'q3.pdf'] as const

const OPTIONS: readonly SignOptions[] = [
  {},
  { boundTo: 'u' },
  { notBefore: new Date(NOW + 30_000) },
  { addresses: ['192.0.2.0/24'], httpsOnly: true },
  { scope: 'tree' },
  { response: { filename: 'é";%.html', contentType: 'text/html', disposition: 'inline', cacheControl: 'max-age=9' } },
  { ref: 'case 7', httpsOnly: true },
]
const SIDE = SIDES[0] as Side

/** How many links of its own each file has. */
export const PER_FILE: number = OPTIONS.length + 7

/** Links of every kind, for one file after the other; the same, narrowed; then texts that are nearly links. */
export async function makeTokens(): Promise<readonly string[]> {
  scene.now = NOW
  const perms = [['read'], ['write'], ['create', 'list'], ['read', 'write', 'create', 'delete', 'annotate']] as const
  const upload = { minBytes: 2, maxBytes: 10, contentTypes: ['image/*', 'text/plain'] }
  const links = await Promise.all(
    FILES.flatMap((file) => [
      ...OPTIONS.map((options) => SIDE.links.sign(file, 'read', 3600, options)),
      ...perms.map((names) => SIDE.links.sign(file, names, 60)),
      ...[60, 600, 3600].map((ttl) => SIDE.links.sign(file, ['write', 'create'], ttl, { upload })),
    ]),
  )
  const narrowed = await Promise.all(links.map((link) => narrow(link, { perms: 'read', ttl: new Date(NOW + 1000) })))
  const first = links[0] as string
  return [
    ...links,
    ...narrowed,
    first.slice(0, -1),
    `${first}A`,
    first.replace('.k.', '.q.'),
    '',
    '1.k.',
    'x',
    first.toLowerCase(),
  ]
}

/** A request in parts, so that the oracle knows what was put where. */
export interface Asked {
  readonly request: GuardRequest
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly bearer: readonly string[]
  readonly cookies: readonly (readonly [name: string, value: string])[]
  readonly param: unknown
  /** Whether the target has a fragment, which none has that is well-formed. */
  readonly hasFragment: boolean
  readonly file: string
  readonly headers: Readonly<Record<string, string>>
  readonly address: string | undefined
  readonly secure: boolean | undefined
  readonly now: number
}

const rarely = <T>(arbitrary: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 / freq })

// Some that are another parameter, and some that a parser may take for the link all the same.
const OTHER_NAMES = [
  ['link', 'Token', 'utm_source', 'token.', '?token', 'a[token]', 'tokens[]', '[]', ''],
  ['token[]', 'token[x]', 'token%5B%5D', 'token]', '[token]', '[][token', ']token'],
].flat()
const queryNames = fc.constantFrom('token', 'token', 'token', 'token', 't%6Fken', ...OTHER_NAMES)
const schemes = fc.constantFrom('Bearer ', 'Bearer ', 'bearer   ', 'Basic ', 'Bearer', '')
const cookieNames = fc.constantFrom('link', 'link', 'other', 'LINK')
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  accept: [
    'text/html',
    'application/json',
    '*/*',
    'text/html;q=0.1, */*',
    'text/html;q=2',
    ',;q=',
    'TEXT/HTML',
    '\u0000',
  ],
  'if-none-match': ['*', '"a"', '*, "a"', ' *'],
  'content-length': ['0', '1', '1', '2', '10', '11', '1e1', '-1', '', ' 5', '9'.repeat(30)],
  'content-type': [
    'image/png',
    'IMAGE/PNG; a=b',
    'text/plain',
    'text/html',
    '',
    '/',
    'image',
    'image/',
    'image/png, text/html',
    ' image/png ;',
    'multipart/form-data; boundary=x',
  ],
  get: ['a'],
}
const headers = fc
  .tuple(
    ...Object.entries(HEADERS).map(([name, values]) =>
      fc.tuple(fc.constant(name), fc.constantFrom(...values, ...values.map(() => undefined))),
    ),
  )
  .map(
    (all) =>
      Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))) as Record<
        string,
        string
      >,
  )

/** What a request is made of. */
export interface Parts {
  readonly method: string
  /** Where the link `one` is: in the query, the header, the cookie or the route; or each source has its own links. */
  readonly carried: number
  readonly one: number
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly bearer: readonly (readonly string[])[]
  readonly cookies: readonly (readonly [name: string, value: string])[]
  readonly param: unknown
  readonly file: string
  /** Whether `file` is asked for: if it is 0. Otherwise it is the file of the link `one`. */
  readonly isElsewhere: number
  readonly headers: Readonly<Record<string, string>>
  readonly isEncoded: boolean
  readonly isFetch: number
  readonly httpVersion: string | undefined
  readonly hasFragment: boolean | undefined
  readonly hasParams: unknown
  readonly address: string | undefined
  readonly secure: boolean | undefined
  readonly now: number
}

/** Parts of requests, of which about half carry exactly one link. */
export function partsWith(tokens: readonly string[]): fc.Arbitrary<Parts> {
  const token = fc.constantFrom(...tokens)
  return fc.record({
    method: fc.constantFrom(
      'GET',
      'GET',
      'GET',
      'HEAD',
      'PUT',
      'PUT',
      'POST',
      'POST',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'get',
      '',
    ),
    carried: fc.nat(4),
    query: fc.array(fc.tuple(queryNames, token), { maxLength: 2 }),
    bearer: fc.array(fc.tuple(schemes, token, fc.constantFrom('', '', '', ' x', ',x')), { maxLength: 2 }),
    cookies: fc.array(fc.tuple(cookieNames, token), { maxLength: 2 }),
    param: fc.oneof(token, fc.constantFrom(undefined, [tokens[0]], {}, 5, null)),
    file: fc.constantFrom(...FILES, 'a', 'a', 'a', 'a/c', 'a/../b', ''),
    one: fc.nat(tokens.length - 1),
    isElsewhere: fc.nat(3),
    headers,
    isEncoded: fc.boolean(),
    isFetch: fc.nat(3),
    httpVersion: fc.constantFrom('1.1', '2.0', undefined),
    hasFragment: rarely(fc.constant(true), 0.05),
    hasParams: rarely(fc.constantFrom(null, 5), 0.05),
    address: fc.constantFrom('192.0.2.7', '192.0.2.7', '198.51.100.1', undefined, 'x'),
    secure: fc.constantFrom(true, true, false, undefined),
    now: fc.constantFrom(0, 0, 0, 0, 999, 1000, 30_000, 60_000, 3_600_000).map((shift) => NOW + shift),
  })
}

/** The request that is made of some parts. */
export function requestOf(tokens: readonly string[], all: Parts): Asked {
  const { method, carried, isEncoded, isFetch, address, secure, now, headers: more } = all
  const one = tokens[all.one] as string
  const file = all.isElsewhere === 0 ? all.file : (FILES[Math.floor(all.one / PER_FILE) % FILES.length] as string)
  const query = carried === 4 ? all.query : carried === 0 ? [['token', one] as const] : []
  const bearer = carried === 4 ? all.bearer.map((parts) => parts.join('')) : carried === 1 ? [`Bearer ${one}`] : []
  const cookie = carried === 4 ? all.cookies : carried === 2 ? [['link', one] as const] : []
  const param = carried === 4 ? all.param : carried === 3 ? one : undefined
  const encode = (text: string): string =>
    isEncoded ? text.replace(/[.~1]/g, (c) => `%${c.charCodeAt(0).toString(16)}`) : text
  const search = query.map(([name, value]) => `${name}=${encode(value)}`).join('&')
  const hasFragment = all.hasFragment === true
  const record: Record<string, string> = {
    ...more,
    ...(bearer[0] !== undefined && { authorization: isFetch === 0 ? bearer.join(', ') : bearer[0] }),
    ...(cookie.length > 0 && { cookie: cookie.map(([name, value]) => `${name}=${value}`).join('; ') }),
  }
  const rawHeaders = ['Host', 'h', ...bearer.flatMap((value) => ['AUTHORIZATION', value])]
  return {
    request: {
      method,
      url: `/files/${encodeURIComponent(file)}${search === '' ? '' : `?${search}`}${hasFragment ? '#token=x' : ''}`,
      headers: isFetch === 0 ? { get: (name) => record[name] ?? null } : record,
      ...(isFetch > 0 && { rawHeaders }),
      ...(all.httpVersion !== undefined && { httpVersion: all.httpVersion }),
      params: all.hasParams === undefined ? { link: param } : all.hasParams,
      address: () => address,
      secure: () => secure,
    },
    query,
    bearer: isFetch === 0 && bearer.length > 0 ? [bearer.join(', ')] : bearer,
    cookies: cookie,
    param: all.hasParams === undefined ? param : undefined,
    hasFragment,
    file,
    headers: record,
    address,
    secure,
    now,
  }
}
