/**
 * Whether a parser of queries may read the parameter `key` as `name`, or as a list or an object of that name: `token`, `token[]`,
 * `token[a]`, `[token]`, `token]` (qs, PHP, Rack).
 */
export function readsAs(key: string, name: string): boolean {
  return key.split(/[[\]]/).find((part) => part !== '') === name
}
