import { checkNetworks } from '../conditions/addresses.ts'
import { dropSlash, isTreeId } from '../conditions/tree.ts'
import { checkUpload } from '../conditions/upload.ts'
import type { Block } from '../format/block.ts'
import type { Options } from '../values/options.ts'

/** Sets the conditions that a signer and a holder can both make, on a block that has its file already. */
export function setConditions(block: Block, options: Options<'scope' | 'addresses' | 'httpsOnly' | 'upload'>): void {
  const { scope, addresses, httpsOnly, upload } = options
  if (scope !== undefined) setTree(block, scope)
  if (addresses !== undefined) block.networks = checkNetworks(addresses)
  if (httpsOnly !== undefined) {
    if (typeof httpsOnly !== 'boolean') throw new TypeError('httpsOnly must be a boolean')
    block.httpsOnly = httpsOnly
  }
  if (upload !== undefined) block.upload = checkUpload(upload)
}

function setTree(block: Block, scope: unknown): void {
  if (typeof scope !== 'string') throw new TypeError('scope must be a string')
  if (scope !== 'tree') throw new RangeError("scope must be 'tree'")
  if (block.file === undefined) throw new TypeError("scope: 'tree' needs a fileId")
  block.file = dropSlash(block.file)
  block.tree = true
  if (!isTreeId(block.file)) {
    throw new RangeError('fileId of a tree must have no leading slash, empty, "." or ".." segment, backslash or %XX')
  }
}
