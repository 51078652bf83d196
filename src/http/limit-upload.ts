import type { Grant, UploadLimits } from 'daypass'
import { defineHidden } from '../values/hidden.ts'
import { ownMembers } from '../values/own.ts'
import { isAllowedType } from './media-type.ts'
import { UploadError } from './upload-error.ts'

/** Marks a grant if the guard has checked the type of its request. Registered, so that every copy of this module reads it. */
const TYPE_CHECKED = Symbol.for('daypass/type-checked')

/** Allows `limitUpload` to be called without a type: the guard has checked the type of the request, whose body is the file. */
export function markTypeChecked(grant: Grant): void {
  defineHidden(grant, TYPE_CHECKED, true)
}

/**
 * Passes a file on and counts its bytes: throws before the first byte beyond the maximum, or at the end if there are too few. With the
 * guard's option `uploadLimits: 'handler'`, pass every file through this function, with its type.
 *
 * @param body the request, a part of a form, or any other Node or web stream or async iterable of bytes
 * @param grant the grant from `linkOf`; if it has no limits, any body passes
 * @param contentType the media type of the file, such as that of its part; may be left out if the guard has checked it, which it does
 *   unless `uploadLimits` is `'handler'`
 * @returns the same bytes
 * @throws UploadError if a limit is broken; TypeError if the body is not bytes or has already been read, or if the link limits the media
 *   type and `contentType` is missing
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
  contentType?: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A body that a parser has read would silently become an empty file.
  if ((body as { readonly readableDidRead?: boolean }).readableDidRead === true) {
    throw new TypeError('limitUpload: the body has already been read; remove the body parser in front of this route')
  }
  const limits: UploadLimits = ownMembers(ownMembers(grant).upload)
  ignoreLaterErrors(body)
  const isChecked = contentType === undefined && Object.hasOwn(grant, TYPE_CHECKED)
  if (limits.contentTypes === undefined || isChecked) return countBytes(body, limits)
  return countBytes(body, limits, wrongType(limits.contentTypes, contentType))
}

function wrongType(allowed: readonly string[], contentType: unknown): Error | undefined {
  if (typeof contentType !== 'string') {
    return new TypeError('limitUpload: this link limits the media type; pass that of the file as the third argument')
  }
  return isAllowedType(allowed, contentType) ? undefined : new UploadError('upload-wrong-type')
}

async function* countBytes(
  body: AsyncIterable<Uint8Array>,
  { minBytes = 0, maxBytes = Number.POSITIVE_INFINITY }: UploadLimits,
  fault?: Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Here, as for the other limits: in a parser's event for a part, an error thrown at once would end the process.
  if (fault !== undefined) throw fault
  let length = 0
  for await (const chunk of withoutDestroy(body)) {
    // Not `instanceof`, which rejects bytes of another realm, as under jsdom. A stream with an encoding yields text, whose length differs.
    if (!ArrayBuffer.isView(chunk)) throw new TypeError('limitUpload: the body must be bytes, not text')
    length += chunk.byteLength
    if (length > maxBytes) throw new UploadError('upload-too-large')
    yield chunk
  }
  if (length < minBytes) throw new UploadError('upload-too-small')
}

/** A refused part of a form emits another error when the client disconnects; without a listener, that would end the process. */
function ignoreLaterErrors(body: unknown): void {
  const { on } = body as { readonly on?: (event: 'error', listener: () => void) => unknown }
  if (typeof on === 'function') on.call(body, 'error', () => {})
}

/**
 * The same body, which is not destroyed if the loop over it ends early: Node.js would destroy the socket with it, and the client would
 * never see the answer 413.
 */
function withoutDestroy(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const stream = body as {
    readonly iterator?: (options: { destroyOnReturn: false }) => AsyncIterable<Uint8Array>
    readonly values?: (options: { preventCancel: true }) => AsyncIterable<Uint8Array>
  }
  if (typeof stream.iterator === 'function') return stream.iterator({ destroyOnReturn: false })
  return typeof stream.values === 'function' ? stream.values({ preventCancel: true }) : body
}
