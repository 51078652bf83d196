/** The guard for `node:http` and `node:https` without a framework. */

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import {
  beforeHead,
  createGuard,
  describeNodeRequest,
  type GuardedGrant,
  type GuardLinks,
  type GuardOptions,
  sendRefusal,
} from 'daypass/http'

/** A request that `requireLink` has let pass, with its grant. */
export type LinkedRequest = IncomingMessage & { readonly link: GuardedGrant }

/** A handler of such requests. */
export type LinkedHandler = (req: LinkedRequest, res: ServerResponse) => unknown

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
export function requireLink<Perm extends string = never>(
  links: GuardLinks<Perm>,
  options: GuardOptions<IncomingMessage, Perm>,
  handler: LinkedHandler,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const guard = createGuard(links, options, (req: IncomingMessage) =>
    describeNodeRequest(req, {
      method: req.method ?? '',
      url: req.url ?? '',
      params: (req as { readonly params?: unknown }).params, // set by many routers
      address: () => req.socket.remoteAddress,
      secure: () => (req.socket as Partial<TLSSocket>).encrypted === true,
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
      answerError(error, res)
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
export function linkOf(req: { readonly link?: GuardedGrant }): GuardedGrant {
  if (req.link === undefined) throw new Error('linkOf: requireLink has not let this request pass')
  return req.link
}

/** Removes every header that the handler set for its file. */
function answerError(error: unknown, res: ServerResponse): void {
  if (res.headersSent) {
    res.destroy() // so that the client sees that the answer is incomplete
    return
  }
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.statusMessage = '' // it may be what was wrong
  const { status, headers } = Object(error) as { readonly status?: number; readonly headers?: OutgoingHttpHeaders }
  const isAnswer = typeof status === 'number' && status >= 400 && status <= 599
  if (status === 413) res.setHeader('Connection', 'close') // stop reading the rest of the body
  try {
    res.writeHead(isAnswer ? status : 500, { ...headers, 'Cache-Control': 'no-store' }).end()
  } catch {
    res.writeHead(500).end() // a header of the error was not valid
  }
}
