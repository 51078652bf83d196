import { defineHidden, isBranded } from '../values/hidden.ts'

/** Why an upload is refused before its body is read. */
export type UploadCode = UploadErrorCode | 'length-required'

/**
 * Why an upload is refused while its body is read.
 *
 * @useDeclaredType
 */
export type UploadErrorCode = keyof typeof REASONS

const REASONS = {
  'upload-too-large': { status: 413, reason: 'the file is larger than the link allows' },
  'upload-too-small': { status: 400, reason: 'the file is smaller than the link requires' },
  'upload-wrong-type': { status: 415, reason: 'the link does not allow files of this type' },
} as const

// Registered, so that every copy of this module in a process recognises the errors of the others.
const BRAND = Symbol.for('daypass.UploadError')

/**
 * A file that breaks the limits of its link. Express and Koa use the `status` of the error for the answer.
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
  readonly code: UploadErrorCode
  /** 413, 400 or 415. */
  readonly status: number
  /** The message may be shown to the client. */
  readonly expose: boolean = true

  /** Thrown by `limitUpload`; applications only read it. */
  constructor(code: UploadErrorCode) {
    super(`${code}: ${REASONS[code].reason}`)
    this.name = 'UploadError'
    this.code = code
    this.status = REASONS[code].status
    defineHidden(this, BRAND, true)
  }

  /** Whether `value` is an `UploadError` of any copy of this package. A subclass recognises its own instances. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class on the right of instanceof, which may be a subclass
    return isBranded(this, UploadError, BRAND, value)
  }
}
