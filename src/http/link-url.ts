import { MAX_TOKEN } from '../values/limits.ts'
import { LINK } from './link-pattern.ts'
import { containsParameter } from './parameter-name.ts'

const IS_LINK = new RegExp(`^${LINK}$`)
const TOKEN = /^1b?\.[\w-]{1,32}\.(?:[\w-]+[.~])+[\w-]{43}$/ // SPEC.md, section 3

/**
 * The same URL without its token, for a proxy behind the guard: the origin and its logs do not need a token that is still valid.
 *
 * Removes every parameter `name` from the query, also in the forms with brackets that the guard refuses (`token[]`), and every other
 * parameter whose name or whole value is a link, also if up to 25 characters are missing at its end. Everything else is left as written,
 * including escapes and the fragment. A link in the path, or inside another URL, is not removed.
 *
 * @param url a `URL`, or a URL, path or query as text; in any text, the query is what follows the first `?`
 * @param name the parameter that carries the token, as in the guard's `{ query: name }`
 * @throws TypeError if `url` is neither a string nor a `URL`, or `name` is not a string; RangeError if `name` is empty, contains brackets
 * or is not well-formed Unicode
 * @example
 * ```ts
 * console.log(withoutLink(`/files/7?page=2&token=${links.sign('7', 'read', '4h')}#top`)) // /files/7?page=2#top
 * ```
 */
export function withoutLink(url: string | { readonly href: string }, name = 'token'): string {
  assertName(name, 'withoutLink')
  const text = normalizeUrl(url, 'withoutLink')
  const { path, query, fragment } = splitUrl(text)
  if (query === undefined) return text
  const kept = query.split('&').filter((parameter) => !carriesLink(parameter, name))
  return kept.length === 0 ? path + fragment : `${path}?${kept.join('&')}${fragment}`
}

/**
 * The same URL with `token` as the last parameter of its query, in place of any token that was there (see `withoutLink`). Everything else
 * is left as written.
 *
 * @param url a `URL`, or a URL, path or query as text
 * @param token a link as `sign` or `narrow` returned it
 * @param name the parameter that carries the token, as in the guard's `{ query: name }`
 * @throws TypeError if `url` is neither a string nor a `URL`, or `token` or `name` is not a string; RangeError if `token` does not have
 * the form of a link, or `name` is empty, contains brackets or is not well-formed Unicode
 * @example
 * ```ts
 * const url = withLink('/files/7?page=2#top', links.sign('7', 'read', '4h'))
 * console.log(redactLink(url)) // /files/7?page=2&token=[link]#top
 * ```
 */
export function withLink(url: string | { readonly href: string }, token: string, name = 'token'): string {
  assertName(name, 'withLink')
  const text = normalizeUrl(url, 'withLink')
  if (typeof token !== 'string') throw new TypeError('withLink: token must be a string')
  if (token.length > MAX_TOKEN || !TOKEN.test(token)) {
    throw new RangeError('withLink: token must be a link as returned by sign() or narrow()')
  }
  const { path, query, fragment } = splitUrl(withoutLink(text, name))
  const others = query === undefined ? '' : `${query}&`
  return `${path}?${others}${encodeURIComponent(name)}=${token}${fragment}`
}

function normalizeUrl(url: unknown, caller: string): string {
  const text = typeof url === 'string' ? url : (url as { readonly href?: unknown } | null | undefined)?.href
  if (typeof text !== 'string') throw new TypeError(`${caller}: url must be a string or a URL`)
  return text
}

function assertName(name: unknown, caller: string): void {
  if (typeof name !== 'string') throw new TypeError(`${caller}: name must be a string`)
  if (!/^[^[\]]+$/.test(name) || !name.isWellFormed()) {
    throw new RangeError(`${caller}: name must be well-formed, not empty, and without brackets`)
  }
}

/** Not with `URL`, which refuses paths and rewrites many characters. */
function splitUrl(text: string): {
  readonly path: string
  readonly query: string | undefined
  readonly fragment: string
} {
  const hash = text.indexOf('#')
  const end = hash === -1 ? text.length : hash
  const mark = text.indexOf('?')
  const fragment = text.slice(end)
  if (mark === -1 || mark > end) return { path: text.slice(0, end), query: undefined, fragment }
  return { path: text.slice(0, mark), query: text.slice(mark + 1, end), fragment }
}

function carriesLink(parameter: string, name: string): boolean {
  // `new URL` removes tabs and line breaks wherever they are (WHATWG URL, section 4.4). `URLSearchParams` drops the first "?".
  const [entry] = new URLSearchParams(`?${parameter.replace(/[\t\n\r]/g, '')}`)
  if (entry === undefined) return false
  const [key, value] = entry
  return containsParameter(key, value, name) || IS_LINK.test(key) || IS_LINK.test(value)
}
