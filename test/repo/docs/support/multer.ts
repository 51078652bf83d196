// Stands in for the package `multer` in the snippet that uses it: a form with one file, which goes through a storage engine.
import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { Request, RequestHandler } from 'express'

interface Stored {
  readonly path: string
}

export interface StorageEngine {
  _handleFile(
    req: Request,
    file: { readonly stream: Readable; readonly mimetype: string },
    done: (error: unknown, stored?: Stored) => void,
  ): void
  _removeFile(req: Request, file: Stored, done: (error: unknown) => void): void
}

declare global {
  namespace Express {
    interface Request {
      /** The file, as the storage engine describes it. */
      file?: Stored
    }
  }
}

export default function multer({ storage }: { readonly storage: StorageEngine; readonly limits: object }): {
  readonly single: (field: string) => RequestHandler
} {
  const single = (field: string): RequestHandler => {
    return async (req, _res, next) => {
      const file = await fileIn(req, field)
      if (file === undefined) return next()
      const stream = Readable.fromWeb(file.stream() as ReadableStream)
      storage._handleFile(req, { stream, mimetype: file.type }, (error, stored) => {
        if (stored !== undefined) req.file = stored
        next(error)
      })
    }
  }
  return { single }
}

async function fileIn(req: Request, field: string): Promise<File | undefined> {
  const chunks: Uint8Array[] = []
  req.on('data', (chunk) => chunks.push(chunk))
  await once(req, 'end')
  const headers = { 'Content-Type': req.get('Content-Type') ?? '' }
  const value = (await new Response(Buffer.concat(chunks), { headers }).formData()).get(field)
  return value instanceof File ? value : undefined
}
