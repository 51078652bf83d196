import { toLogText } from '../http/log-text.ts'
import { showTime } from './show-time.ts'

/** What a block or a grant contains, each member with a name: `file "q3.pdf", perms read, expires …`. */
export function showTerms(terms: object, now: number): string {
  const parts = Object.entries(terms).flatMap(([name, value]) => showMember(name, value, now))
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}

const LABELS: Readonly<Record<string, string>> = {
  fileId: 'file',
  expiresAt: 'expires',
  notBefore: 'valid from',
  keyId: 'key',
  issuedAt: 'issued',
  linkId: 'link id',
  httpsOnly: 'https only',
}

function showMember(name: string, value: unknown, now: number): readonly string[] {
  if (value === undefined || value === false) return []
  const label = Object.hasOwn(LABELS, name) ? (LABELS[name] as string) : name
  if (value === true) return [label]
  if (value instanceof Date) return [`${label} ${showTime(value, now)}`]
  if (typeof value === 'number' && name === 'depth')
    return value === 0 ? [] : [value === 1 ? 'narrowed once' : `narrowed ${value} times`]
  // Names of permissions, and ids of keys and links, have no character that could be misread.
  if (['keyId', 'linkId', 'nonce', 'policy', 'scope'].includes(name)) return [`${label} ${String(value)}`]
  if (name === 'perms' || name === 'addresses') return [`${label} ${(value as readonly string[]).join(' ') || 'none'}`]
  return [`${label} ${toLogText(JSON.stringify(value))}`]
}
