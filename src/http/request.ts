import type { HeaderSource } from './headers.ts'

/** What the guard needs to know of a request. An adapter describes it in a plain object, of which own members alone are read. */
export interface GuardRequest {
  /** The method as it came, in capitals. */
  readonly method: string
  /** The target as it came, or an absolute URL: the query is read from it, not from what a framework made of it. */
  readonly url: string
  /** Node's `req.headers`, or the Fetch API's `Headers`. */
  readonly headers: HeaderSource
  /** Node's `req.rawHeaders`, where there is one: it alone shows a second `Authorization` or `Content-Type`. */
  readonly rawHeaders?: readonly string[]
  /** Node's `req.httpVersion`, where there is one: only HTTP/1 has `Connection`. */
  readonly httpVersion?: string
  /**
   * Whether a body follows, as the protocol says. Left out: on HTTP/1 what its headers say, on anything else always. Asked only if a
   * link limits uploads.
   */
  readonly hasBody?: () => boolean
  /** Parameters of the route's path. */
  readonly params?: unknown
  /** Where the request comes from, as the framework's proxy settings say. Undefined: not known. Asked only where a link demands it. */
  readonly address?: () => string | undefined
  /** Whether it came over https, as the framework's proxy settings say. Undefined: not known. Asked only where a link demands it. */
  readonly secure?: () => boolean | undefined
}
