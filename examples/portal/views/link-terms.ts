import type { LinkRecord } from '../links/link-record.ts'
import type { LinkNow } from '../links/link-state.ts'
import { sizeText } from './words.ts'

/** What the recipient of a link can do, in words. */
export function permText({ perms, conditions, kind }: Pick<LinkRecord, 'perms' | 'conditions' | 'kind'>): string {
  if (kind === 'request') return 'Upload'
  const gets = perms.includes('read')
  if (conditions.scope === 'tree')
    return gets ? (perms.includes('create') ? 'Download and upload' : 'Download') : 'Upload'
  return gets ? (perms.includes('write') ? 'Download and replace' : 'Download') : 'Replace'
}

/** How often it was used: "1 of 3". */
export function usesText({ uses }: Pick<LinkNow, 'uses'>): string {
  return uses === undefined ? 'Any number' : `${uses.used} of ${uses.max}`
}

/** The limits of an upload in words; undefined if it has none. */
export function uploadText({ upload }: LinkRecord['conditions']): string | undefined {
  if (upload === undefined) return undefined
  const size = upload.maxBytes === undefined ? [] : [`at most ${sizeText(upload.maxBytes)} for each file`]
  const types = upload.contentTypes === undefined ? [] : [upload.contentTypes.map(typeText).join(', ')]
  return [...types, ...size].join(', ')
}

function typeText(type: string): string {
  const words: Readonly<Record<string, string>> = {
    'image/*': 'pictures',
    'application/pdf': 'PDF',
    'video/*': 'video',
    'audio/*': 'sound',
    'text/*': 'text',
  }
  return words[type] ?? type
}
