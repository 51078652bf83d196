import { isDeepStrictEqual } from 'node:util'
import type { LinkResult } from 'daypass'
import type { ManagedResult } from 'daypass/managed'

/** What a vector says of a verification. */
export type Expected = { readonly ok: true; readonly grant: object } | { readonly ok: false; readonly code: string }

export function isExpected(result: LinkResult | ManagedResult, expected: Expected): boolean {
  if (expected.ok) return result.ok && isDeepStrictEqual(dataOf(result.grant), expected.grant)
  return !result.ok && result.code === expected.code
}

/** As the vectors have it: instants in seconds, without members that are undefined, and with the prototypes of literals. */
function dataOf(grant: object): object {
  const members = Object.entries(grant).map(([name, value]) => [
    name,
    value instanceof Date ? value.getTime() / 1000 : value,
  ])
  return JSON.parse(JSON.stringify(Object.fromEntries(members)))
}
