/** Whether a query parser, also one that takes `;` for a separator (Rack 2), finds `name` in the parameter `key=value`. */
export function containsParameter(key: string, value: string, name: string): boolean {
  return `${key}=${value}`.split(';').some((part) => readsAs(part.split('=', 1)[0] as string, name))
}

/**
 * Whether a query parser (qs, PHP, Rack) may read the parameter `key` as `name`, or as a list or an object of that name: `token`,
 * `token[]`, `token[a]`, `[token]`, `token]`.
 */
function readsAs(key: string, name: string): boolean {
  const part = key.split(/[[\]]/).find((text) => text !== '') ?? ''
  return part === name || [part, key.replace('[', '_')].some((text) => likePhp(text) === likePhp(name))
}

/** PHP drops leading blanks and all from a NUL on, and writes blanks and dots as `_`. */
function likePhp(name: string): string {
  const [text = ''] = name.split('\0', 1)
  return text.replace(/^\s+/, '').replace(/[ .]/g, '_')
}
