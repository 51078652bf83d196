import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** What is asked about a file. */
export interface FileRequest {
  readonly method: string
  readonly headers: Headers
}

/**
 * The answer to GET or HEAD of a file: whole or a part, for resuming, or that what the client has is still good (RFC 9110, sections 13
 * and 14). Several parts at once are answered by the whole.
 */
export async function fileResponse(path: string, request: FileRequest): Promise<Response> {
  const file = await open(path)
  try {
    const { size, mtimeMs } = await file.stat()
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`
    const modified = new Date(Math.trunc(mtimeMs / 1000) * 1000)
    const common = { ETag: etag, 'Last-Modified': modified.toUTCString(), 'Accept-Ranges': 'bytes' }

    const status = failedCondition(request.headers, etag, modified)
    if (status !== undefined) return await closing(file, new Response(null, { status, headers: common }))

    const range = isCurrent(request.headers.get('if-range'), etag, modified) ? request.headers.get('range') : null
    const part = readRange(range, size)
    if (part === 'unsatisfiable') {
      const headers = { ...common, 'Content-Range': `bytes */${size}` }
      return await closing(file, new Response(null, { status: 416, headers }))
    }
    const { start, end } = part ?? { start: 0, end: size - 1 }
    const headers = {
      ...common,
      'Content-Length': String(end - start + 1),
      ...(part !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    }
    const init = { status: part === undefined ? 200 : 206, headers }
    if (request.method === 'HEAD' || size === 0) return await closing(file, new Response(null, init))
    const stream = Readable.toWeb(file.createReadStream({ start, end })) // it closes the file
    return new Response(stream as ReadableStream<Uint8Array>, init)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function closing(file: FileHandle, response: Response): Promise<Response> {
  await file.close()
  return response
}

/** 412 or 304 where a condition of the client's does not hold, in the order of RFC 9110, section 13.2.2. */
function failedCondition(headers: Headers, etag: string, modified: Date): 412 | 304 | undefined {
  const [match, noneMatch] = [headers.get('if-match'), headers.get('if-none-match')]
  const [since, unmodifiedSince] = [headers.get('if-modified-since'), headers.get('if-unmodified-since')]
  if (match !== null) {
    if (!lists(match, etag)) return 412
  } else if (unmodifiedSince !== null && Date.parse(unmodifiedSince) < modified.getTime()) return 412
  if (noneMatch !== null) return lists(noneMatch.replaceAll('W/', ''), etag) ? 304 : undefined
  return since !== null && Date.parse(since) >= modified.getTime() ? 304 : undefined
}

function lists(tags: string, etag: string): boolean {
  return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim() === etag)
}

/** Whether the part that is asked for belongs to the file as it is now. */
function isCurrent(ifRange: string | null, etag: string, modified: Date): boolean {
  return ifRange === null || ifRange === etag || Date.parse(ifRange) === modified.getTime()
}

function readRange(range: string | null, size: number): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined // no range at all: not heeded
  return start > end ? 'unsatisfiable' : { start, end }
}
