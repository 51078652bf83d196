import type { Grant } from 'daypass'
import { limitUpload } from 'daypass/http'
import { pathOf } from './files.ts'
import { HttpError } from './http-error.ts'
import { store } from './store.ts'

const STATUS = { created: 201, replaced: 204, exists: 412 } as const
const REFUSED = { folder: 409, unnameable: 400, moved: 404 } as const
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** An upload that a link permits. */
export interface Upload {
  readonly grant: Grant
  /** Value of a header of the request, by its name in lower case. */
  readonly header: (name: string) => string | null | undefined
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Answers PUT: 201 or 204, or 412 if a file is there that may not be replaced.
 * @throws HttpError if there is no such place, a folder is there, or the disk is full (507, RFC 4918, section 11.5); UploadError if
 *   the body breaks the limits of the link
 */
export async function putFile(root: string, { grant, header, body }: Upload): Promise<201 | 204 | 412> {
  if (header('content-range')) throw new HttpError(400) // a part is not a file (RFC 9110, section 14.5)
  const mayReplace = grant.perms.includes('write') && header('if-none-match') !== '*'
  return STATUS[await storeFile(root, grant.fileId, limitUpload(body, grant), mayReplace)]
}

/**
 * Stores a body as the file that an id names.
 * @throws HttpError if there is no such place, a folder is there, or the disk is full; what the body fails with
 */
export async function storeFile(
  root: string,
  id: string,
  body: AsyncIterable<Uint8Array>,
  mayReplace: boolean,
): Promise<'created' | 'replaced' | 'exists'> {
  const path = await pathOf(root, id)
  if (path === undefined) throw new HttpError(404)
  const stored = await store(path, body, mayReplace).catch(refuseFull)
  if (stored === 'created' || stored === 'replaced' || stored === 'exists') return stored
  throw new HttpError(REFUSED[stored])
}

function refuseFull(error: NodeJS.ErrnoException): never {
  throw FULL.has(error.code) ? new HttpError(507) : error
}
