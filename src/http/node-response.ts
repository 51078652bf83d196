import type { RefusalAnswer } from './guard-answer.ts'
import { type AnswerHeaders, addVary } from './response-headers.ts'

/** Node's `http.ServerResponse` or `http2.Http2ServerResponse`, as far as the guard reads and writes it. */
export interface NodeResponse {
  /** HTTP status of the answer. */
  statusCode: number
  /** Whether the headers have been sent. */
  readonly headersSent: boolean
  /** Returns the value of a header that is set. */
  getHeader(name: string): number | string | readonly string[] | undefined
  /** Sets a header, in place of its previous values. */
  setHeader(name: string, value: string | readonly string[]): unknown
  /** As Node's. */
  getHeaderNames(): string[]
  /** As Node's. */
  removeHeader(name: string): unknown
  /** Sends the status and the headers. Node.js calls it for every answer, also if the handler does not. */
  // biome-ignore lint/suspicious/noExplicitAny: Node.js has three overloads, and frameworks have others
  writeHead(status: number, ...rest: any[]): any
  /** Sends the body and ends the answer. */
  end(body: string): unknown
}

/**
 * Calls `complete` once, just before the headers of an answer are sent, on HTTP/1 and HTTP/2, and no matter what makes the answer: an error
 * handler, the framework's default 404, a stream, static middleware. It wraps `writeHead`, like the package `on-headers`.
 *
 * @param complete a guard's `complete`
 * @throws TypeError, when the head is written, if a list of headers given to `writeHead` lacks a value; whatever `complete` throws
 * @example
 * ```ts
 * import { createServer, type IncomingMessage } from 'node:http'
 *
 * const guard = createGuard(links, { fileId: () => '7' }, (req: IncomingMessage) =>
 *   describeNodeRequest(req, { method: req.method ?? '', url: req.url ?? '' }),
 * )
 * const server = createServer(async (req, res) => {
 *   const answer = await guard(req)
 *   if (answer.ok === false) return sendRefusal(res, answer)
 *   beforeHead(res, answer.complete)
 *   res.end('the file')
 * })
 * ```
 */
export function beforeHead(res: NodeResponse, complete: (status: number, headers: AnswerHeaders) => void): void {
  const { writeHead } = res
  let isComplete = false
  res.writeHead = function (this: NodeResponse, status: number, ...rest: unknown[]): unknown {
    // An interim answer (RFC 9110, section 15.2) has separate headers.
    if (isComplete || res.headersSent || status < 200) return writeHead.call(this, status, ...rest)
    const before = res.getHeaderNames().map((name) => [name, res.getHeader(name)] as const)
    try {
      const [reason, given] = typeof rest[0] === 'string' ? rest : [undefined, rest[1] ?? rest[0]]
      applyHeaders(res, given)
      complete(Number(status), nodeHeaders(res))
      isComplete = true
      return reason === undefined ? writeHead.call(this, status) : writeHead.call(this, status, reason)
    } catch (error) {
      // An invalid header or status: the answer to this error is another one, to be completed for itself.
      isComplete = res.headersSent
      if (!res.headersSent) restoreHeaders(res, before)
      throw error
    }
  }
}

/**
 * Sends the guard's answer to a refused request.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 *
 * const guard = createGuard(links, { fileId: () => '7' }, (url: string) => ({ method: 'GET', url, headers: {} }))
 * const server = createServer(async (req, res) => {
 *   const answer = await guard(req.url ?? '')
 *   if (answer.ok === false) sendRefusal(res, answer)
 *   else res.end('the file')
 * })
 * ```
 */
export function sendRefusal(res: NodeResponse, answer: RefusalAnswer): void {
  const { Vary, 'Set-Cookie': cookie, ...headers } = answer.headers
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  if (Vary !== undefined) addVary(nodeHeaders(res), Vary)
  if (cookie !== undefined) nodeHeaders(res).append('Set-Cookie', cookie)
  res.statusCode = answer.status
  res.end(answer.body)
}

function nodeHeaders(res: NodeResponse): AnswerHeaders {
  return {
    get: (name) => {
      const value = res.getHeader(name)
      return value === undefined ? null : [value].flat().join(', ')
    },
    set: (name, value) => void res.setHeader(name, value),
    append: (name, value) => void res.setHeader(name, [res.getHeader(name) ?? [], value].flat().map(String)),
    delete: (name) => void res.removeHeader(name),
  }
}

type HeaderValue = ReturnType<NodeResponse['getHeader']>

function restoreHeaders(res: NodeResponse, before: readonly (readonly [name: string, value: HeaderValue])[]): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  for (const [name, value] of before) res.setHeader(name, value as string)
}

/** Headers given to `writeHead`: an object, a flat list of names and values, or a list of pairs. Names may repeat in a list. */
function applyHeaders(res: NodeResponse, given: unknown): void {
  if (given === undefined || given === null) return
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) if (name !== '') res.setHeader(name, value)
    return
  }
  const flat: unknown[] = given.flat(Array.isArray(given[0]) ? 1 : 0)
  if (flat.length % 2 !== 0) throw new TypeError('writeHead: a list of headers must have a value for each name')
  const values = new Map<string, string[]>()
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = String(flat[i])
    const key = name.toLowerCase()
    values.set(key, [...(values.get(key) ?? []), ...[flat[i + 1]].flat().map(String)])
  }
  for (const [name, [first = '', ...more]] of values) res.setHeader(name, more.length === 0 ? first : [first, ...more])
}
