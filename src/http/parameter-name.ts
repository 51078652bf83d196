/**
 * Whether a query parser (qs, PHP, Rack) may read the parameter `key` as `name`, or as a list or an object of that name: `token`,
 * `token[]`, `token[a]`, `[token]`, `token]`.
 */
export function readsAs(key: string, name: string): boolean {
  return key.split(/[[\]]/).find((part) => part !== '') === name
}
