import { basename } from 'node:path'
import { pathOf } from '../../shared/files.ts'
import { HttpError } from '../../shared/http-error.ts'
import { storeFile } from '../../shared/put-file.ts'
import { claimName } from './free-name.ts'
import { storedName } from './names.ts'
import type { StoreFile } from './receive-form.ts'

/** Stores files in a folder, each under a free name, so that no file is replaced. */
export function intoFolder(root: string, folder: string): StoreFile {
  return async (given, body) => {
    const path = folder === '' ? root : await pathOf(root, folder)
    if (path === undefined) throw new HttpError(404)
    const { name, release } = await claimName(path, storedName(given))
    try {
      const stored = await storeFile(root, folder === '' ? name : `${folder}/${name}`, body, false)
      if (stored === 'exists') throw new HttpError(409)
      return name
    } finally {
      release()
    }
  }
}

/** Replaces one file. The name of the upload does not matter. */
export function inPlaceOf(root: string, fileId: string): StoreFile {
  return async (_given, body) => {
    await storeFile(root, fileId, body, true)
    return basename(fileId)
  }
}
