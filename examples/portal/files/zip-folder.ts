import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { existingFile } from '../../shared/files.ts'
import { walkFolder } from './walk-folder.ts'

// Compressing these again costs time and saves nothing.
const COMPRESSED = /\.(?:7z|avif|br|gif|gz|heic|jpe?g|m4[av]|mkv|mov|mp[34]|ogg|pdf|png|rar|webm|webp|xz|zip|zst)$/i

/**
 * A folder as a zip, made while it is read: one file is open at a time. If a file disappears meanwhile, it fails and does not leave it out,
 * so that a zip that arrived is complete.
 */
export function zipFolder(root: string, folder: string): Readable {
  const zip = new ZipFile()
  const out = zip.outputStream as Readable
  // Node does not pass on that a stream ended early to what reads from it.
  zip.on('error', (error: Error) => out.destroy(error))
  add(zip, out, root, folder).catch((error) => out.destroy(error))
  return out
}

async function add(zip: ZipFile, out: Readable, root: string, folder: string): Promise<void> {
  for await (const id of walkFolder(root, folder)) {
    if (out.destroyed) return
    zip.addReadStreamLazy(id.slice(folder.length + 1), { compress: !COMPRESSED.test(id) }, (give) => {
      open(root, id, out).then(
        (stream) => give(null, stream),
        (error) => give(error, undefined as never),
      )
    })
  }
  zip.end()
}

async function open(root: string, id: string, out: Readable): Promise<Readable> {
  const file = await existingFile(root, id)
  if (file === undefined) throw new Error('a file has gone while the folder was sent')
  const stream = file.createReadStream()
  const close = (): void => void stream.destroy() // the recipient has gone
  out.once('close', close)
  once(stream, 'close')
    .finally(() => out.off('close', close))
    .catch(() => undefined)
  return stream
}
