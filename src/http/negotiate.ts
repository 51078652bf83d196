// Media ranges that include a page, and those that include problem details, the most specific first. Problem details also serve a client
// that asks for plain JSON.
const HTML = [['text/html'], ['text/*'], ['*/*']]
const PROBLEM = [['application/problem+json', 'application/json'], ['application/*'], ['*/*']]
const NAMED: ReadonlySet<string> = new Set([...HTML, ...PROBLEM].flat())

/**
 * Whether a client prefers a page to problem details (RFC 9110, section 12.5.1), which it does not without the header. Time is linear in
 * the length of the header, which the Fetch API does not limit.
 */
export function prefersHtml(accept: string | undefined): boolean {
  if (accept === undefined) return false
  const weights = parseWeights(accept)
  return weightOf(weights, HTML) > weightOf(weights, PROBLEM)
}

/** Weights of the ranges above; if a range is repeated, the higher weight. */
function parseWeights(accept: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const element of accept.split(',')) {
    const semicolon = element.indexOf(';')
    const range = element
      .slice(0, semicolon === -1 ? undefined : semicolon)
      .trim()
      .toLowerCase()
    if (!NAMED.has(range)) continue
    const weight = semicolon === -1 ? 1 : parseWeight(element.slice(semicolon + 1))
    weights.set(range, Math.max(weights.get(range) ?? 0, weight))
  }
  return weights
}

function parseWeight(parameters: string): number {
  const all = parameters.split(';').map((parameter) => parameter.trim().toLowerCase())
  const weight = all.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
  return /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0
}

/** The weight of the most specific range that is present, in whatever order the client lists them. */
function weightOf(weights: ReadonlyMap<string, number>, ranges: readonly (readonly string[])[]): number {
  for (const equal of ranges) {
    const found = equal.flatMap((range) => weights.get(range) ?? [])
    if (found.length > 0) return Math.max(...found)
  }
  return 0
}
