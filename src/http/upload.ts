import type { Grant, UploadLimits } from 'daypass'
import { headerOf, headerValues } from './headers.ts'
import { mediaTypeOf } from './media-type.ts'
import { isUpload } from './permission.ts'
import type { GuardRequest } from './request.ts'

/** Why an upload is refused. */
export type UploadCode = 'upload-too-large' | 'upload-wrong-type' | 'upload-too-small'

/**
 * A body that broke the limits of its link while it arrived. Its `status` is understood by Express and Koa.
 *
 * @example
 * ```ts
 * const body = new Blob(['9 bytes!!']).stream()
 * try {
 *   for await (const chunk of limitUpload(body, { upload: { maxBytes: 8 } })) console.log(chunk.length)
 * } catch (error) {
 *   if (error instanceof UploadError) console.log(error.status, error.code) // 413 upload-too-large
 * }
 * ```
 */
export class UploadError extends Error {
  /** Stable reason, meant for programs. */
  readonly code: 'upload-too-large' | 'upload-too-small'
  /** 413 or 400. */
  readonly status: number
  /** The message may be shown to the client. */
  readonly expose: boolean = true

  /** Thrown by `limitUpload`; applications only read it. */
  constructor(code: 'upload-too-large' | 'upload-too-small') {
    super(`${code}: the body is ${code === 'upload-too-large' ? 'larger' : 'smaller'} than the link allows`)
    this.name = 'UploadError'
    this.code = code
    this.status = code === 'upload-too-large' ? 413 : 400
  }
}

/**
 * What can be said of a body before a byte of it is read; undefined where nothing is wrong.
 *
 * @param perm the permission that was needed: it says what the handler does, and a method does not where the permission is explicit
 */
export function checkAnnounced(
  request: GuardRequest,
  perm: string,
  limits: UploadLimits | undefined,
): UploadCode | 'bad-request' | undefined {
  if (limits === undefined || !isUpload(perm)) return undefined
  const { headers, rawHeaders } = request
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY, contentTypes } = limits
  const length = headerOf(headers, 'content-length')
  if (length !== undefined) {
    if (!/^[0-9]+$/.test(length)) return 'bad-request'
    if (Number(length) > maxBytes) return 'upload-too-large'
    if (Number(length) < minBytes) return 'upload-too-small'
  }
  if (contentTypes === undefined) return undefined
  const type = headerOf(headers, 'content-type')
  if (type === undefined && hasNoBody(request)) return undefined
  // Of two, Node shows the first, and who stores the file may read the second.
  const isRepeated = headerValues(headers, rawHeaders, 'content-type').length > 1
  return !isRepeated && isAllowed(contentTypes, type) ? undefined : 'upload-wrong-type'
}

// Content has no meaning for these (RFC 9110, section 9.3), so that nothing has to say that there is none.
const WITHOUT_CONTENT = ['GET', 'HEAD', 'DELETE']

/** Whether a request surely has no body. For other methods HTTP/2 and the Fetch API leave that open where no header says it. */
function hasNoBody({ method, headers }: GuardRequest): boolean {
  const length = headerOf(headers, 'content-length')
  if (headerOf(headers, 'transfer-encoding') !== undefined) return false
  return length === undefined ? WITHOUT_CONTENT.includes(method) : Number(length) === 0
}

/**
 * Passes a body on and counts: throws before the first byte too many, or at the end if there are too few. A body that was sent in
 * chunks has no length to check beforehand, so every upload must pass through here.
 *
 * @param body a Node or web stream, or any other async iterable of bytes
 * @param grant what `linkOf` returns; where it has no limits, any body passes
 * @returns the same bytes
 * @throws UploadError where a limit is broken; TypeError where the body is not bytes, or was read before
 * @example
 * ```ts
 * const grant = links.verify(links.sign('inbox/1', 'create', '1h', { upload: { maxBytes: 8 } }))
 * const body = new Blob(['8 bytes!']).stream() // or the request itself
 * for await (const chunk of limitUpload(body, grant)) console.log(chunk.length) // 8
 * ```
 */
export function limitUpload(
  body: AsyncIterable<Uint8Array>,
  grant: Pick<Grant, 'upload'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A body parser was there before: what it has read would silently become an empty file.
  if ((body as { readonly readableDidRead?: boolean }).readableDidRead === true) {
    throw new TypeError('limitUpload: the body has been read already; no body parser may stand before this route')
  }
  return limited(body, grant)
}

async function* limited(
  body: AsyncIterable<Uint8Array>,
  grant: Pick<Grant, 'upload'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY } = grant.upload ?? {}
  let length = 0
  for await (const chunk of keptOpen(body)) {
    // A stream with an encoding gives text, whose length is not that of its bytes.
    if (!(chunk instanceof Uint8Array)) throw new TypeError('limitUpload: the body must be bytes, not text')
    length += chunk.byteLength
    if (length > maxBytes) throw new UploadError('upload-too-large')
    yield chunk
  }
  if (length < minBytes) throw new UploadError('upload-too-small')
}

/**
 * The same body, not destroyed where the loop over it ends early: Node would destroy the socket with it, and the client would
 * never see the answer 413.
 */
function keptOpen(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const stream = body as {
    readonly iterator?: (options: { destroyOnReturn: false }) => AsyncIterable<Uint8Array>
    readonly values?: (options: { preventCancel: true }) => AsyncIterable<Uint8Array>
  }
  if (typeof stream.iterator === 'function') return stream.iterator({ destroyOnReturn: false })
  return typeof stream.values === 'function' ? stream.values({ preventCancel: true }) : body
}

/** `types` are in lower case, as the core makes them; `type/*` holds every subtype. */
function isAllowed(types: readonly string[], header: string | undefined): boolean {
  const type = header === undefined ? undefined : mediaTypeOf(header)
  return type !== undefined && (types.includes(type) || types.includes(`${type.slice(0, type.indexOf('/'))}/*`))
}
