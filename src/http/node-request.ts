import type { GuardRequest } from './request.ts'

/** Node's `http.IncomingMessage` or `http2.Http2ServerRequest`, as far as the guard reads it. */
export interface NodeRequest {
  /** The method, in capitals. */
  readonly method?: string | undefined
  /** The target as it came. */
  readonly url?: string | undefined
  /** As Node gives them: names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As they came: names and values in turn, repeated ones too. */
  readonly rawHeaders: readonly string[]
  /** As Node gives it. */
  readonly httpVersion: string
}

/**
 * A request of Node in the guard's terms, for adapters of frameworks that run on Node; `method` and `url` are the framework's.
 *
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http'
 *
 * const guard = createGuard(links, { fileId: () => '7' }, (req: IncomingMessage) => ({
 *   ...describeNodeRequest(req),
 *   method: req.method ?? '',
 *   url: req.url ?? '',
 * }))
 * ```
 */
export function describeNodeRequest(
  req: NodeRequest,
): Pick<GuardRequest, 'headers' | 'rawHeaders' | 'httpVersion' | 'hasBody'> {
  const { headers, rawHeaders, httpVersion } = req
  return { headers, rawHeaders, httpVersion, hasBody: () => hasBody(req) }
}

/**
 * Whether a body follows, as the protocol says: in HTTP/1 by two headers (RFC 9112, section 6), in HTTP/2 by the flag END_STREAM
 * alone (RFC 9113, section 8.1), so that a body without `Content-Length` is a body.
 */
function hasBody(req: NodeRequest): boolean {
  const { headers, httpVersion } = req
  if (!httpVersion.startsWith('1.')) {
    const { stream } = req as { readonly stream?: { readonly endAfterHeaders?: boolean } }
    return stream?.endAfterHeaders !== true
  }
  const isDeclared = (name: string): boolean => Object.hasOwn(headers, name)
  return isDeclared('transfer-encoding') || (isDeclared('content-length') && headers['content-length'] !== '0')
}
