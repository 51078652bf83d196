import { isPlainObject } from '../values/options.ts'

/** Headers of a request as Node gives them, names in lower case, or as the Fetch API does. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { readonly get: (name: string) => string | null }

/**
 * The value of a header; several are joined by commas (RFC 9110, section 5.3). `name` is in lower case. Node's headers are a plain
 * object, of which only own properties are read: a polluted `Object.prototype` would add headers to every request.
 */
export function getHeader(headers: HeaderSource, name: string): string | undefined {
  if (hasGet(headers)) return headers.get(name) ?? undefined
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return value === undefined || typeof value === 'string' ? value : value.join(', ')
}

/** Whether `headers` are read by a method `get`. Node's may have a member of this name: a request header, which is a string. */
function hasGet(headers: HeaderSource): headers is { readonly get: (name: string) => string | null } {
  return typeof headers.get === 'function' && (Object.hasOwn(headers, 'get') || !isPlainObject(headers))
}

/** All values of a header that must not repeat. Node drops the later ones from `headers`; its raw list has them. */
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
