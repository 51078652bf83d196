import { isPlainObject } from '../values/options.ts'

/** Headers of a request: Node's object, with names in lower case, or the `Headers` of the Fetch API. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { readonly get: (name: string) => string | null }

/**
 * The value of a header; several values are joined by commas (RFC 9110, section 5.3). `name` is in lower case. Of Node's object only own
 * properties are read, because a polluted `Object.prototype` would add headers to every request.
 */
export function getHeader(headers: HeaderSource, name: string): string | undefined {
  if (hasGet(headers)) return headers.get(name) ?? undefined
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return value === undefined || typeof value === 'string' ? value : value.join(', ')
}

/** Whether `headers` has a method `get`. In Node's object a member of this name is a request header, and a string. */
function hasGet(headers: HeaderSource): headers is { readonly get: (name: string) => string | null } {
  return typeof headers.get === 'function' && (Object.hasOwn(headers, 'get') || !isPlainObject(headers))
}

/** All values of a header that must not be repeated. Node.js keeps only the first in `headers`; the raw list has all. */
export function getHeaderValues(
  headers: HeaderSource,
  rawHeaders: readonly string[] | undefined,
  name: string,
): readonly string[] {
  const value = getHeader(headers, name)
  if (value === undefined || rawHeaders === undefined) return value === undefined ? [] : [value]
  return rawHeaders.filter((_, i) => {
    const before = i % 2 === 1 ? (rawHeaders[i - 1] as string) : ''
    return before.length === name.length && before.toLowerCase() === name
  })
}
