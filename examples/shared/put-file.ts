import type { Grant } from 'daypass'
import { limitUpload } from 'daypass/http'
import { pathOf } from './files.ts'
import { HttpError } from './http-error.ts'
import { store } from './store.ts'

const STATUS = { created: 201, replaced: 204, exists: 412 } as const
const REFUSED = { folder: 409, unnameable: 400 } as const

/** An upload that a link permits. */
export interface Upload {
  readonly grant: Grant
  /** Value of a header of the request, by its name in lower case. */
  readonly header: (name: string) => string | null | undefined
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Answers PUT: 201 or 204, or 412 where a file is there that may not be replaced.
 * @throws HttpError where there is no such place, or a folder; UploadError where the body breaks the limits of the link
 */
export async function putFile(root: string, { grant, header, body }: Upload): Promise<201 | 204 | 412> {
  if (header('content-range')) throw new HttpError(400) // a part is no file (RFC 9110, section 14.5)
  const path = await pathOf(root, grant.fileId)
  if (path === undefined) throw new HttpError(404)
  const mayReplace = grant.perms.includes('write') && header('if-none-match') !== '*'
  const stored = await store(path, limitUpload(body, grant), mayReplace)
  if (stored === 'folder' || stored === 'unnameable') throw new HttpError(REFUSED[stored])
  return STATUS[stored]
}
