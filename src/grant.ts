/** What a link gives, as `verify` returns it: plain data, made afresh at every call and shared with nobody. */
export interface Grant {
  /** The file: the signed id, or, for a link to a tree, the file that the request asked for. */
  readonly fileId: string
  /** Names of the permissions, sorted. */
  readonly perms: readonly string[]
  /** First instant at which the link no longer works. Whole seconds. */
  readonly expiresAt: Date
  /** Id of the key that signed. */
  readonly keyId: string
  /** How many times a holder narrowed the link, 0 to 8. */
  readonly depth: number
  /** Whether the link is bound to a session, user or tenant, so that the request's `boundTo` was part of the proof. */
  readonly bound: boolean
  /** First instant at which the link works, where it has a start. */
  readonly notBefore?: Date
  /** The folder that a link to a tree opens, without a trailing slash; absent once narrowed to one file. */
  readonly tree?: string
  /** Headers to answer a download with. */
  readonly response?: ResponseHeaders
  /** Limits to hold an upload to. */
  readonly upload?: UploadLimits
  /** The correlation id, or other small text, that the signer put in. */
  readonly ref?: string
}

/** Headers that a link fixes for the answer. Every member is safe in a header as it stands, `filename` once encoded (RFC 6266). */
export interface ResponseHeaders {
  /** File name to save as: 1 to 255 UTF-8 bytes, no path separator, no control or bidirectional formatting character. */
  readonly filename?: string
  /** `attachment` is what the guard answers with where this is absent. */
  readonly disposition?: 'inline' | 'attachment'
  /** `Content-Type`, for example `application/pdf` or `text/plain; charset=utf-8` (RFC 9110, section 8.3). */
  readonly contentType?: string
  /** `Cache-Control` directives (RFC 9111, section 5.2). */
  readonly cacheControl?: string
  /** `Content-Language` tags (RFC 9110, section 8.5). */
  readonly contentLanguage?: string
  /** `Content-Encoding` codings (RFC 9110, section 8.4). */
  readonly contentEncoding?: string
}

/** Limits of an upload; each is optional, at least one is given. */
export interface UploadLimits {
  /** Fewest bytes of a body, 0 to 2^53 - 1. */
  readonly minBytes?: number
  /** Most bytes of a body, 0 to 2^53 - 1. */
  readonly maxBytes?: number
  /** Media types that a body may have: `type/subtype` or `type/*`, lower case. */
  readonly contentTypes?: readonly string[]
}
