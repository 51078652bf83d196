import type { ServerResponse } from 'node:http'

/** An error with the status of its answer, such as `UploadError` of `daypass/http`. */
export interface HttpError extends Error {
  readonly status?: number
  readonly code?: string
}

/** An error that is answered with `status`. */
export function httpError(status: number, code: string): HttpError {
  return Object.assign(new Error(code), { status, code })
}

/** Answers an error as problem details (RFC 9457). The text of an error without a status is for the log alone. */
export function sendError(res: ServerResponse, { status = 500, code }: HttpError): void {
  if (res.headersSent) return
  const body = JSON.stringify({ status, ...(status < 500 && { code }) })
  res.writeHead(status, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' }).end(body)
}
