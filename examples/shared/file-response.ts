import type { FileHandle } from 'node:fs/promises'

const CHUNK = 65_536

/** What is asked about a file. */
export interface FileRequest {
  readonly method: string
  readonly headers: Headers
}

/**
 * The answer to GET or HEAD of a file: whole or a part, for resuming, or that what the client has is still good (RFC 9110, sections 13
 * and 14). Several parts at once are answered by the whole. The answer owns the open file: it is closed once the body is read or
 * cancelled, and at once if there is no body.
 *
 * @param type media type of the file
 */
export async function fileResponse(file: FileHandle, request: FileRequest, type?: string): Promise<Response> {
  try {
    const { size, mtimeMs } = await file.stat()
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`
    const modified = new Date(Math.trunc(mtimeMs / 1000) * 1000)
    const common = { ETag: etag, 'Last-Modified': modified.toUTCString(), 'Accept-Ranges': 'bytes' }

    const status = failedCondition(request.headers, etag, modified)
    if (status !== undefined) return await withoutBody(file, { status, headers: common })

    const isRanged = request.method === 'GET' && isCurrent(request.headers.get('if-range'), etag, modified)
    const part = readRange(isRanged ? request.headers.get('range') : null, size)
    if (part === 'unsatisfiable') {
      return await withoutBody(file, { status: 416, headers: { ...common, 'Content-Range': `bytes */${size}` } })
    }
    const { start, end } = part ?? { start: 0, end: size - 1 }
    const headers = {
      ...common,
      'Content-Length': String(end - start + 1),
      ...(type !== undefined && { 'Content-Type': type }),
      ...(part !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    }
    const init = { status: part === undefined ? 200 : 206, headers }
    if (request.method === 'HEAD' || size === 0) return await withoutBody(file, init)
    return new Response(bytesOf(file, start, end), init)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function withoutBody(file: FileHandle, init: ResponseInit): Promise<Response> {
  await file.close()
  return new Response(null, init)
}

/** The bytes from `start` to `end`, both included. Fails if the file has become shorter: the answer announced more. */
function bytesOf(file: FileHandle, start: number, end: number): ReadableStream<Uint8Array> {
  let at = start
  // With a high-water mark of 0, only what is asked for is read.
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, end + 1 - at))
          const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
          if (bytesRead === 0) throw new Error('the file has become shorter while it was sent')
          at += bytesRead
          controller.enqueue(buffer.subarray(0, bytesRead))
          if (at > end) {
            await file.close()
            controller.close()
          }
        } catch (error) {
          await file.close()
          throw error
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  )
}

/** 412 or 304 if a condition of the client fails, in the order of RFC 9110, section 13.2.2. */
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
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined // invalid, and so ignored
  return start > end ? 'unsatisfiable' : { start, end }
}
