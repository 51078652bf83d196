import { basename, dirname } from 'node:path'
import { pathOf } from '../../shared/files.ts'
import { HttpError } from '../../shared/http-error.ts'
import { store } from '../../shared/store.ts'
import { claimName } from './free-name.ts'
import { storedName } from './names.ts'
import type { StoreFile } from './receive-form.ts'

const REFUSED = { exists: 409, folder: 409, unnameable: 400, moved: 404 } as const
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Stores files in a folder, each under a name of its own: nothing that is there is replaced. */
export function intoFolder(root: string, folder: string): StoreFile {
  return async (given, body) => {
    const path = folder === '' ? root : await pathOf(root, folder)
    if (path === undefined) throw new HttpError(404)
    const { name, release } = await claimName(path, storedName(given))
    try {
      await place(root, folder === '' ? name : `${folder}/${name}`, body, false)
      return name
    } finally {
      release()
    }
  }
}

/** Replaces one file, whatever the name of the upload is. */
export function inPlaceOf(root: string, fileId: string): StoreFile {
  return async (_given, body) => {
    await place(root, fileId, body, true)
    return basename(fileId)
  }
}

async function place(root: string, id: string, body: AsyncIterable<Uint8Array>, mayReplace: boolean): Promise<void> {
  const path = await pathOf(root, id)
  if (path === undefined || dirname(path) === path) throw new HttpError(404)
  const stored = await store(path, body, mayReplace).catch((error: NodeJS.ErrnoException) => {
    throw FULL.has(error.code) ? new HttpError(507) : error
  })
  if (stored !== 'created' && stored !== 'replaced') throw new HttpError(REFUSED[stored])
}
