/**
 * The guard for `node:http`, `node:https` and `node:http2` without a framework.
 *
 * @module daypass/node
 */

import {
  beforeHead,
  createGuard,
  describeNodeRequest,
  type GuardedGrant,
  type GuardLinks,
  type GuardOptions,
  type NodeRequest,
  type NodeResponse,
  sendRefusal,
} from 'daypass/http'

declare global {
  // A stream of Node's types. Without those types it is empty, and nothing else is missing.
  namespace NodeJS {
    interface WritableStream {}
  }
}

/** The connection of a request, as far as the guard reads it. */
export interface GuardedSocket {
  /** The address of the other end. */
  readonly remoteAddress?: string | undefined
  /** True on a connection of TLS. */
  readonly encrypted?: boolean | undefined
}

/** The part of a request that the guard reads. */
export interface GuardedRequest extends NodeRequest {
  /** The connection. */
  readonly socket: GuardedSocket
}

/** The part of a response that the guard reads and writes. */
export interface GuardedResponse extends NodeResponse {
  /** The text after the status, on HTTP/1. */
  statusMessage: string
  /** Breaks the answer off. */
  destroy(): unknown
}

/** A request that can be read. For everything else in Node's type, write `(req: IncomingMessage) => …`. */
export interface ReadableRequest extends GuardedRequest, AsyncIterable<Uint8Array> {}

/** A response that can be written. For everything else in Node's type, write `(req, res: ServerResponse) => …`. */
export type WritableResponse = GuardedResponse & NodeJS.WritableStream

/** A request that `requireLink` has let pass, with its grant. */
export type LinkedRequest<Req = ReadableRequest> = Req & { readonly link: GuardedGrant }

/**
 * A listener for `createServer` whose handler runs only for a request with a link that allows it. The grant is then `req.link`.
 *
 * No framework handles errors here, so the listener also answers errors of the handler and of the functions in the options: with the
 * status and headers of the error, or 500. It ignores the headers of proxies; behind one, set the options `address` and `secure`.
 *
 * @param links the object returned by `createLinks` or `createManagedLinks`
 * @param options `fileId`, and any other options of the guard
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 *
 * const server = createServer(
 *   requireLink(links, { fileId: (req) => new URL(`http://localhost${req.url}`).pathname.slice(1) }, (req, res) => {
 *     res.end(linkOf(req).fileId)
 *   }),
 * )
 * ```
 */
export function requireLink<
  Perm extends string = never,
  Req extends GuardedRequest = ReadableRequest,
  Res extends GuardedResponse = WritableResponse,
>(
  links: GuardLinks<Perm>,
  options: GuardOptions<Req, Perm>,
  handler: (req: LinkedRequest<Req>, res: Res) => unknown,
): (req: Req, res: Res) => Promise<void> {
  const guard = createGuard(links, options, (req: Req) =>
    describeNodeRequest(req, {
      method: req.method ?? '',
      url: req.url ?? '',
      params: (req as { readonly params?: unknown }).params, // set by many routers
      address: () => req.socket.remoteAddress,
      secure: () => req.socket.encrypted === true,
    }),
  )
  return async function linkedListener(req, res) {
    try {
      const answer = await guard(req)
      if (answer.ok === false) {
        sendRefusal(res, answer)
        return
      }
      beforeHead(res, answer.complete)
      await handler(Object.assign(req, { link: answer.grant }), res)
    } catch (error) {
      answerError(error, req, res)
    }
  }
}

/**
 * The grant of a request that `requireLink` has let pass.
 *
 * @throws Error if `requireLink` has not let the request pass
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 *
 * const server = createServer(
 *   requireLink(links, { fileId: () => 'report.pdf' }, (req, res) => {
 *     res.end(`until ${linkOf(req).expiresAt.toISOString()}`)
 *   }),
 * )
 * ```
 */
export function linkOf(req: NodeRequest & { readonly link?: GuardedGrant }): GuardedGrant {
  if (req.link === undefined) throw new Error('linkOf: requireLink has not let this request pass')
  return req.link
}

// Headers of an error that are sent. Others may be those of another server's answer, which HTTP clients put into their errors: its length
// would frame an answer that has no body, and its cookies would be set.
const OF_ERRORS = ['accept', 'accept-ranges', 'allow', 'content-range', 'retry-after', 'www-authenticate']

/** Removes every header that the handler set for its file. */
function answerError(error: unknown, { httpVersion }: GuardedRequest, res: GuardedResponse): void {
  if (res.headersSent) {
    res.destroy() // so that the client sees that the answer is incomplete
    return
  }
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.setHeader('Cache-Control', 'no-store')
  const isHttp1 = httpVersion.startsWith('1.')
  if (isHttp1) res.statusMessage = '' // it may be what was wrong
  const { status, headers } = readError(error)
  if (status === 413 && isHttp1) res.setHeader('Connection', 'close') // stop reading the rest of the body
  for (const [name, value] of headers) {
    try {
      res.setHeader(name, value)
    } catch {
      // It was not valid, and says nothing that the status does not.
    }
  }
  res.writeHead(status).end()
}

/** Status and headers of an error, whatever was thrown. */
function readError(error: unknown): { readonly status: number; readonly headers: readonly [string, string][] } {
  try {
    const { status, headers } = Object(error) as { readonly status?: unknown; readonly headers?: unknown }
    if (typeof status !== 'number' || !(status >= 400 && status <= 599)) return { status: 500, headers: [] }
    const all = typeof headers === 'object' && headers !== null ? Object.entries(headers) : []
    const sent = all
      .filter(([name]) => OF_ERRORS.includes(name.toLowerCase()))
      .map(([name, value]) => [name, String(value)])
    return { status, headers: sent as [string, string][] }
  } catch {
    return { status: 500, headers: [] }
  }
}
