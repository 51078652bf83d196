import { STATUS_CODES } from 'node:http'

/** An error that says how it is to be answered. */
export class HttpError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, headers: Readonly<Record<string, string>> = {}) {
    super(STATUS_CODES[status])
    this.name = 'HttpError'
    this.status = status
    this.headers = headers
  }
}
