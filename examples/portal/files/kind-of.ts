import { extname } from 'node:path'
import { lookup } from 'mime-types'
import type { IconName } from '../views/icons.ts'

/** What a person calls a file of this kind, and its picture. */
export interface Kind {
  readonly text: string
  readonly icon: IconName
}

const BY_GROUP: Readonly<Record<string, Kind>> = {
  image: { text: 'picture', icon: 'image' },
  audio: { text: 'sound', icon: 'music' },
  video: { text: 'video', icon: 'film' },
  text: { text: 'text', icon: 'file-text' },
}

/** The kind of a file, by its name. */
export function kindOf(name: string): Kind {
  const type = lookup(name) || ''
  const ending = extname(name).slice(1).toUpperCase()
  const group = BY_GROUP[type.split('/')[0] ?? '']
  if (/zip|tar|compressed|7z|gzip/.test(type)) return { text: `${ending} archive`, icon: 'file-archive' }
  if (/csv|spreadsheet|excel/.test(type)) return { text: `${ending} table`, icon: 'file-spreadsheet' }
  if (ending === 'PDF') return { text: 'PDF document', icon: 'file-text' }
  if (group !== undefined) return { text: `${ending} ${group.text}`.trim(), icon: group.icon }
  return { text: ending === '' || ending.length > 8 ? 'File' : `${ending} file`, icon: 'file' }
}

/** How a page can show a file; undefined if it had better be downloaded. SVG is a document, and can contain scripts. */
export function previewOf(name: string): 'picture' | 'pdf' | undefined {
  const type = lookup(name) || ''
  if (type === 'application/pdf') return 'pdf'
  return /^image\/(?:png|jpeg|gif|webp|avif)$/.test(type) ? 'picture' : undefined
}
