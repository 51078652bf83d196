const HTML = ['text/html']
// A client that asks for plain JSON is served by problem details too.
const JSON_TYPES = ['application/problem+json', 'application/json']

/**
 * Whether a client prefers a page to problem details (RFC 9110, section 12.5.1). A client that does not say prefers neither. Time is
 * linear in the length of the header, which the Fetch API does not limit.
 */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false
  const ranges = accept.split(',').map(parseRange)
  return weightOf(ranges, HTML) > weightOf(ranges, JSON_TYPES)
}

type Range = readonly [range: string, weight: number]

function parseRange(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
  return [range, /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0]
}

/** The weight of the most specific range that names one of the types, whatever the order of the ranges. */
function weightOf(ranges: readonly Range[], types: readonly string[]): number {
  for (const wanted of [types, types.map((type) => type.replace(/\/.*/, '/*')), ['*/*']]) {
    const named = ranges.filter(([range]) => wanted.includes(range))
    // Not by spreading into `Math.max`: a call with some hundred thousand arguments overflows the stack.
    if (named.length > 0) return named.reduce((highest, [, weight]) => Math.max(highest, weight), 0)
  }
  return 0
}
