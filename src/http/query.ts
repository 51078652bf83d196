/** Names and values of all parameters in the query of a URL, in their order. */
export function queryParameters(url: string): readonly (readonly [name: string, value: string])[] {
  const mark = url.indexOf('?')
  // With the question mark: `URLSearchParams` drops the first one, and there may be two.
  return mark < 0 ? [] : [...new URLSearchParams(url.slice(mark).replace(/#.*/s, ''))]
}
