// A directive is a name and an optional value, which may be quoted and contain commas (RFC 9111, section 5.2).
const DIRECTIVE = /([^\s,="]+)(?:=("[^"]*"|[^\s,"]*))?/g
const SHARED = ['public', 'private', 's-maxage'] // directives for shared caches
const PRIVATE = { text: 'private', name: 'private', value: '' }
const FRESH = ['max-age', 's-maxage']
const STALE = ['stale-while-revalidate', 'stale-if-error'] // RFC 5861
/** Directives that allow a cache not to ask, and `no-cache`, which with a field name covers only that field. */
const OUTLIVES = [...SHARED, ...FRESH, ...STALE, 'immutable', 'no-cache']

/**
 * Limits a `Cache-Control`, so that no cache keeps an answer for longer than the link is valid, or gives it to others if it is personal.
 * response-headers.ts chooses the value that is limited.
 *
 * @param text the value from the link, from the handler, or the guard's default
 * @param remaining seconds until the link expires, a whole number >= 0
 * @param isPersonal whether the URL alone does not grant access, so that no cache may give the answer to other clients
 */
export function cacheControl(text: string, remaining: number, isPersonal: boolean): string {
  if (text === 'private') return `private, max-age=${remaining}` // the default, which needs no parser
  const given = parseDirectives(text)
  if (isNeverStored(given)) return text
  const directives = isPersonal ? [PRIVATE, ...given.filter(({ name }) => !SHARED.includes(name))] : given
  // Without an age, a cache chooses one itself (RFC 9111, section 4.2.2).
  if (!directives.some(({ name }) => name === 'max-age') && !isAlwaysAsked(directives)) {
    directives.push({ text: 'max-age', name: 'max-age', value: String(remaining) })
  }
  const ages = directives.filter(({ name }) => FRESH.includes(name)).map(({ value }) => lower(value, remaining))
  // Stale use begins after `max-age`, so it may only take what remains of the link's lifetime.
  const rest = remaining - Math.max(0, ...ages)
  const lowered = directives.map(({ text, name, value }) => {
    if (FRESH.includes(name)) return `${name}=${lower(value, remaining)}`
    return STALE.includes(name) ? `${name}=${lower(value, rest)}` : text
  })
  return lowered.join(', ')
}

/**
 * `Cache-Control` of an answer whose link can be revoked: no cache may outlive that, so that each asks before every use.
 *
 * @param text the value from the handler, or the guard's default
 */
export function revocableCacheControl(text: string): string {
  const given = parseDirectives(text)
  if (isNeverStored(given)) return text
  const kept = given.filter(({ name }) => !OUTLIVES.includes(name)).map((directive) => directive.text)
  return ['private', 'no-cache', ...kept].join(', ')
}

interface Directive {
  readonly text: string
  readonly name: string
  readonly value: string
}

function parseDirectives(text: string): Directive[] {
  return Array.from(text.matchAll(DIRECTIVE), ([directive, name = '', value = '']) => {
    return { text: directive, name: name.toLowerCase(), value }
  })
}

/** Whether no cache may store the answer. Some caches ignore `no-store` if `must-understand` is present (RFC 9111, section 5.2.2.3). */
function isNeverStored(directives: readonly Directive[]): boolean {
  return hasBare(directives, 'no-store') && !directives.some(({ name }) => name === 'must-understand')
}

/** Whether a cache asks the server before every use (RFC 9111, section 5.2.2.4). With a field name, `no-cache` covers only that field. */
function isAlwaysAsked(directives: readonly Directive[]): boolean {
  return hasBare(directives, 'no-cache')
}

function hasBare(directives: readonly Directive[], name: string): boolean {
  return directives.some(({ text }) => text.toLowerCase() === name)
}

/** An age that is not a number counts as passed (RFC 9111, section 4.2.1). */
function lower(value: string, limit: number): number {
  const digits = value.startsWith('"') ? value.slice(1, -1) : value
  return /^[0-9]+$/.test(digits) ? Math.min(Number(digits), limit) : 0
}
