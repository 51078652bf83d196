import { extname } from 'node:path'
import type { Grant } from 'daypass'
import { contentType } from 'mime-types'

/** The media type of a file: the one that the link sets, or else that of the name; undefined if it is unknown. */
export function mediaTypeOf({ fileId, response }: Pick<Grant, 'fileId' | 'response'>): string | undefined {
  return response?.contentType ?? (contentType(extname(fileId)) || undefined)
}
