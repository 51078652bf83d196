import { getHeader, type HeaderSource } from './headers.ts'

/** The values of all cookies of this name, in the order in which the browser sent them: those of the longest path first. */
export function getCookies(headers: HeaderSource, name: string): readonly string[] {
  const values: string[] = []
  for (const pair of getHeader(headers, 'cookie')?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals >= 0 && withoutBlanks(pair.slice(0, equals)) === name) values.push(withoutBlanks(pair.slice(equals + 1)))
  }
  return values
}

/**
 * Removes the spaces and tabs around a text, and nothing else (RFC 6265, section 5.2). `trim` would turn a name that begins with U+00A0
 * into `__Host-link`, although a browser accepts the former from hosts that may not set the latter.
 */
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (isBlank(text.charCodeAt(start))) start++
  while (isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
