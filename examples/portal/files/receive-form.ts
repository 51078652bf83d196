import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import busboy from 'busboy'
import type { Grant } from 'daypass'
import { limitUpload, UploadError } from 'daypass/http'
import { HttpError } from '../../shared/http-error.ts'
import { isAllowedName } from './allowed-name.ts'
import { storedName } from './names.ts'

/** Stores one file; gives the name that it has got. */
export type StoreFile = (name: string, body: AsyncIterable<Uint8Array>) => Promise<string>

/** A form that brings files. */
export interface FormOfFiles {
  readonly request: Readable & { readonly headers: IncomingHttpHeaders; readonly readableEnded: boolean }
  readonly grant: Pick<Grant, 'upload'>
  readonly store: StoreFile
  readonly maxFiles: number
}

/**
 * Stores the files of a form while they arrive, and gives their names. Each becomes visible as a whole; those before a broken one stay.
 * The file of a form that may bring only one becomes visible when the form is complete.
 * @throws HttpError if it is not such a form, or the connection broke; UploadError if a file breaks the limits of the link; what `store` throws
 */
export async function receiveForm({ request, grant, store, maxFiles }: FormOfFiles): Promise<readonly string[]> {
  const parser = parserFor(request.headers, maxFiles)
  const files: Promise<string>[] = []
  let complete: Promise<void> = Promise.resolve()
  try {
    complete = new Promise<void>((resolve, reject) => {
      parser.on('file', (_field, stream, { filename, mimeType }) => {
        stream.on('error', () => undefined) // nobody listens after a file that was refused
        if (filename === undefined || filename === '') return void stream.resume() // a field that was left empty
        if (!isAllowedName(storedName(filename), grant)) {
          stream.resume()
          return void reject(new UploadError('upload-wrong-type'))
        }
        const body = limitUpload(stream, grant, mimeType)
        const file = store(filename, maxFiles === 1 ? until(() => complete, body) : body)
        file.catch(reject)
        files.push(file)
      })
      for (const limit of ['filesLimit', 'partsLimit', 'fieldsLimit'] as const)
        parser.on(limit, () => reject(new HttpError(413)))
      parser.on('error', () => reject(new HttpError(400))).on('close', resolve)
      // `pipe` does not pass on that the client has gone.
      request.on('close', () => request.readableEnded || reject(new HttpError(400)))
      request.pipe(parser)
    })
    await complete
    return await Promise.all(files)
  } catch (error) {
    request.unpipe(parser).resume()
    parser.destroy()
    await Promise.allSettled(files) // what is half written is removed before the answer
    throw error
  }
}

/** A body that ends only with the whole form, so that nothing is put in place if more comes than is allowed, or the form breaks off. */
async function* until(complete: () => Promise<void>, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body
  await complete()
}

function parserFor(headers: IncomingHttpHeaders, maxFiles: number): busboy.Busboy {
  const limits = { files: maxFiles, fields: 10, fieldSize: 1000, parts: maxFiles + 10 }
  try {
    return busboy({ headers, limits, defParamCharset: 'utf8' })
  } catch {
    throw new HttpError(415) // not a form, or one without a boundary
  }
}
