import { ownMember } from '../values/own.ts'
import type { HeaderSource } from './headers.ts'

/**
 * What the guard needs to know of a request. An adapter describes it in a plain object, of which own members alone are read. Its functions are
 * called without the object, so they must not use `this`.
 */
export interface GuardRequest {
  /** The method of the request, in capitals. */
  readonly method: string
  /** The original request target, or an absolute URL. The guard parses the query itself. */
  readonly url: string
  /** Node's `req.headers`, or the Fetch API's `Headers`. */
  readonly headers: HeaderSource
  /** Node's `req.rawHeaders`, if there is one: only this list contains a second `Authorization` or `Content-Type`. */
  readonly rawHeaders?: readonly string[] | undefined
  /** Node's `req.httpVersion`, if there is one: only HTTP/1 has the header `Connection`. */
  readonly httpVersion?: string | undefined
  /**
   * Whether the request has a body. Default: on HTTP/1 as its headers announce, with any other version true. Called only if a link limits
   * uploads.
   */
  readonly hasBody?: (() => boolean) | undefined
  /** Parameters of the route's path. */
  readonly params?: unknown
  /** The client's address, according to the framework's proxy settings. Undefined: not known. Called only if a link is restricted to addresses. */
  readonly address?: (() => string | undefined) | undefined
  /** Whether the request came over https, according to the framework's proxy settings. Undefined: not known. Called as the guard's option `secure` is. */
  readonly secure?: (() => boolean | undefined) | undefined
}

/** The own members of what an adapter describes, and none of a polluted `Object.prototype`. By name, which takes a fifth of copying them. */
export function readRequest(described: GuardRequest): GuardRequest {
  const request: { readonly [Name in keyof Required<GuardRequest>]: GuardRequest[Name] | undefined } = {
    method: ownMember(described, 'method'),
    url: ownMember(described, 'url'),
    headers: ownMember(described, 'headers'),
    rawHeaders: ownMember(described, 'rawHeaders'),
    httpVersion: ownMember(described, 'httpVersion'),
    hasBody: ownMember(described, 'hasBody'),
    params: ownMember(described, 'params'),
    address: ownMember(described, 'address'),
    secure: ownMember(described, 'secure'),
  }
  return request as GuardRequest
}
