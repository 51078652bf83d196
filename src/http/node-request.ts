import type { GuardRequest } from './request.ts'

/** Node's `http.IncomingMessage` or `http2.Http2ServerRequest`, as far as the guard reads it. */
export interface NodeRequest {
  /** The method, in capitals. */
  readonly method?: string | undefined
  /** The request target, unchanged. */
  readonly url?: string | undefined
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Names and values in turn, including repeated headers. */
  readonly rawHeaders: readonly string[]
  /** Such as `1.1` or `2.0`. */
  readonly httpVersion: string
}

/**
 * Describes a Node request to the guard, for adapters of frameworks that run on Node.js.
 *
 * @param more what comes from the framework: the method, the URL, and, if it has them, parameters, address and protocol
 * @example
 * ```ts
 * import type { IncomingMessage } from 'node:http'
 *
 * const guard = createGuard(links, { fileId: () => '7' }, (req: IncomingMessage) =>
 *   describeNodeRequest(req, { method: req.method ?? '', url: req.url ?? '' }),
 * )
 * ```
 */
export function describeNodeRequest(
  req: NodeRequest,
  more: Pick<GuardRequest, 'method' | 'url' | 'params' | 'address' | 'secure'>,
): GuardRequest {
  const { headers, rawHeaders, httpVersion } = req
  const { method, url, params, address, secure } = more
  // By name: a spread takes longer than everything else here.
  return { method, url, headers, rawHeaders, httpVersion, hasBody: () => hasBody(req), params, address, secure }
}

/**
 * Whether the request has a body. HTTP/1 announces it in one of two headers (RFC 9112, section 6). In HTTP/2 only the flag END_STREAM
 * decides (RFC 9113, section 8.1): a body does not need `Content-Length`.
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
