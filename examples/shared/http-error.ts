import { STATUS_CODES } from 'node:http'

/** An error that says how it is to be answered. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number) {
    super(STATUS_CODES[status])
    this.name = 'HttpError'
    this.status = status
  }
}
