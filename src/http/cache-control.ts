// A directive: a name, and perhaps a value, which may be quoted and hold commas (RFC 9111, section 5.2).
const DIRECTIVE = /([^\s,="]+)(?:=("[^"]*"|[^\s,"]*))?/g
const SHARED = ['public', 'private', 's-maxage'] // what shared caches are told
const PRIVATE = { text: 'private', name: 'private', value: '' }
const FRESH = ['max-age', 's-maxage']
const STALE = ['stale-while-revalidate', 'stale-if-error'] // RFC 5861

/**
 * `Cache-Control` of a download, such that no cache keeps it for longer than the link works.
 *
 * @param signed what the link says, if anything
 * @param remaining seconds that the link still works, a whole number >= 0
 * @param isPersonal whether the URL alone does not permit the download, so that no cache may answer others with it
 */
export function cacheControl(signed: string | undefined, remaining: number, isPersonal: boolean): string {
  if (signed === undefined) return `private, max-age=${remaining}`
  const given = Array.from(signed.matchAll(DIRECTIVE), ([text, name = '', value = '']) => {
    return { text, name: name.toLowerCase(), value }
  })
  const directives = isPersonal ? [PRIVATE, ...given.filter(({ name }) => !SHARED.includes(name))] : given
  // Without an age, a cache would choose one by itself (RFC 9111, section 4.2.2).
  if (!directives.some(({ name }) => name === 'max-age') && !isNeverStored(directives)) {
    directives.push({ text: 'max-age', name: 'max-age', value: String(remaining) })
  }
  const ages = directives.filter(({ name }) => FRESH.includes(name)).map(({ value }) => lower(value, remaining))
  // What may be used when stale is used after its freshness has passed.
  const rest = remaining - Math.max(0, ...ages)
  const lowered = directives.map(({ text, name, value }) => {
    if (FRESH.includes(name)) return `${name}=${lower(value, remaining)}`
    return STALE.includes(name) ? `${name}=${lower(value, rest)}` : text
  })
  return lowered.join(', ')
}

/** Whether every cache understands that it may keep nothing: beside `must-understand` some do not heed `no-store` (section 5.2.2.3). */
function isNeverStored(directives: readonly { readonly text: string; readonly name: string }[]): boolean {
  const isBare = directives.some(({ text }) => text.toLowerCase() === 'no-store')
  return isBare && !directives.some(({ name }) => name === 'must-understand')
}

/** An age that is no number counts as passed (RFC 9111, section 4.2.1). */
function lower(value: string, limit: number): number {
  const digits = value.startsWith('"') ? value.slice(1, -1) : value
  return /^[0-9]+$/.test(digits) ? Math.min(Number(digits), limit) : 0
}
