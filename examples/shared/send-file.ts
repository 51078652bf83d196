import type { FileHandle } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { fileResponse } from './file-response.ts'
import { HttpError } from './http-error.ts'

/** A request and its answer, as Node has them. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
}

/**
 * Answers GET or HEAD of an open file with Node's own response, and closes the file.
 * @param type media type of the file
 * @throws HttpError if a condition or a range of the request fails; whatever breaks the answer off, once it has begun
 */
export async function sendFile(file: FileHandle, { req, res }: Exchange, type?: string): Promise<void> {
  const headers = new Headers(req.headers as Record<string, string>)
  const response = await fileResponse(file, { method: req.method ?? 'GET', headers }, type)
  if (response.status >= 400) throw new HttpError(response.status, Object.fromEntries(response.headers))
  res.statusCode = response.status
  for (const [name, value] of response.headers) res.setHeader(name, value)
  if (response.body === null) res.end()
  else await pipeline(response.body, res)
}
