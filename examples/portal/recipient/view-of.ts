import { basename } from 'node:path'
import type { Grant } from 'daypass'
import { existingFile } from '../../shared/files.ts'
import { HttpError } from '../../shared/http-error.ts'
import { listFolder } from '../files/list-folder.ts'
import type { Portal } from '../owner/portal.ts'
import type { Landing } from '../views/landing-page.ts'
import { uploadText } from '../views/link-terms.ts'
import type { Visit } from './visit.ts'

/** What the page of a link shows, for what the link permits now. */
export async function viewOf(
  { root, records }: Portal,
  { id, base }: Visit,
  grant: Grant,
  inside: string,
): Promise<Landing> {
  const { fileId, perms, expiresAt: end, tree } = grant
  const isTree = tree !== undefined
  const canGet = perms.includes(isTree ? 'list' : 'read')
  const canPut = perms.includes(isTree ? 'create' : 'write')
  const size = isTree ? undefined : await sizeOf(root, fileId)
  const entries = isTree && canGet ? await listFolder(root, inside === '' ? fileId : `${fileId}/${inside}`) : undefined
  if (isTree && canGet && entries === undefined) throw new HttpError(404)
  const limits = grant.upload
  return {
    base,
    name: basename(fileId),
    end,
    note: records.getLink(id)?.note ?? '',
    canGet,
    size,
    ...(canPut && {
      upload: {
        isReplacing: !isTree,
        limits: uploadText(limits === undefined ? {} : { upload: limits }),
        accept: limits?.contentTypes?.join(',') ?? '',
        isMany: isTree,
      },
    }),
    ...(isTree && canGet && { folder: { path: inside, entries: entries ?? [] } }),
  }
}

async function sizeOf(root: string, id: string): Promise<number | undefined> {
  const file = await existingFile(root, id)
  try {
    return (await file?.stat())?.size
  } finally {
    await file?.close()
  }
}
