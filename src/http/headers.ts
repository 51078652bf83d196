/** Headers of a request as Node gives them, names in lower case, or as the Fetch API does. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { readonly get: (name: string) => string | null }

/** The value of a header; several are joined by commas (RFC 9110, section 5.3). `name` is in lower case. */
export function headerOf(headers: HeaderSource, name: string): string | undefined {
  // A request header of the name "get" is a string here, so that it does not pass for the method.
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name]
  return value === undefined || typeof value === 'string' ? value : value.join(', ')
}

/** All values of a header that must not repeat. Node drops the later ones from `headers`; its raw list has them. */
export function headerValues(
  headers: HeaderSource,
  rawHeaders: readonly string[] | undefined,
  name: string,
): readonly string[] {
  const value = headerOf(headers, name)
  if (value === undefined || rawHeaders === undefined) return value === undefined ? [] : [value]
  return rawHeaders.filter((_, i) => {
    const before = i % 2 === 1 ? (rawHeaders[i - 1] as string) : ''
    return before.length === name.length && before.toLowerCase() === name
  })
}
