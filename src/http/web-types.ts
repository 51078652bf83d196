// These compile without the types of any runtime: without those of the Fetch API, they are the parts that the guard uses.

/** The `Headers` of the Fetch API, as far as the guard reads them. */
export interface WebHeaders {
  /** The value of a header, several values joined by commas; null if there is none. */
  readonly get: (name: string) => string | null
}

/** A `Request` of the Fetch API, as far as the guard reads it. */
export interface WebRequest {
  /** The method, in capitals. */
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  /** The headers. */
  readonly headers: WebHeaders
  /** The body; null if there is none. */
  readonly body: unknown
}

/** A `Response` of the Fetch API, as far as the guard reads it. */
export interface WebResponse {
  /** HTTP status of the answer. */
  readonly status: number
  /** The headers. */
  readonly headers: WebHeaders
  /** The body; null if there is none. */
  readonly body: unknown
}

/** The type `Request` of the browser's, Node's or the runtime's own types; without any of them, a `WebRequest`. */
export type RuntimeRequest = typeof globalThis extends {
  readonly Request: { readonly prototype: infer R extends WebRequest }
}
  ? R
  : WebRequest

/** The type `Response` of the browser's, Node's or the runtime's own types; without any of them, a `WebResponse`. */
export type RuntimeResponse = typeof globalThis extends {
  readonly Response: { readonly prototype: infer R extends WebResponse }
}
  ? R
  : WebResponse
