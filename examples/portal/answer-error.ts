import { STATUS_CODES } from 'node:http'
import { UploadError } from 'daypass/http'
import { StoreError } from 'daypass/managed'
import type { ErrorRequestHandler, Request } from 'express'
import { pageHeaders } from './security/headers.ts'
import { refusalPage } from './views/refusal-page.ts'

/** What a person can do about an answer of this status. */
const ADVICE: Readonly<Record<number, readonly [title: string, advice: string]>> = {
  400: ['This did not arrive as a whole', 'Nothing was stored. Send it again.'],
  404: ['There is nothing here', 'Check the address, or ask the sender.'],
  409: ['A file or folder with this name already exists', 'Nothing was stored. Send it again.'],
  413: ['This is larger than allowed', 'Send a smaller file, or fewer at once.'],
  415: ['Files of this type are not allowed', 'Send a file of another type, or ask for a link that allows this one.'],
  503: ['This service is temporarily unavailable', 'Try again in a few moments.'],
  507: ['There is no room left on this server', 'Nothing was stored. Tell the person who sent you the link.'],
}

/** Of an error, only the status is shown: its message can repeat the path, in which the link is. */
export const answerError: ErrorRequestHandler = (error, req, res, _next) => {
  if (req.socket.destroyed) return // the client is gone, as after any download that is broken off
  const status: number = error instanceof StoreError ? 503 : (error?.status ?? 500)
  if (status === 500) logFault(error, req)
  // Express would log the stack, and with it the message.
  if (res.headersSent) return void req.socket.destroy()
  const [title, advice] = ADVICE[status] ?? [STATUS_CODES[status] ?? 'This failed', 'Try again later.']
  const code = error instanceof UploadError ? { code: error.code } : {}
  for (const name of ['Content-Disposition', 'Content-Security-Policy', 'Content-Type']) res.removeHeader(name)
  res.status(status).set(error?.headers ?? {})
  if (req.accepts(['json', 'html']) === 'html') {
    res.set(pageHeaders('no-referrer')).send(refusalPage(title, advice))
  } else {
    res.set('Cache-Control', 'no-store').type('application/problem+json')
    res.send(JSON.stringify({ title, status, advice, ...code }))
  }
}

/** Logs a failure as one line with the route and the place in the code, without the message and the path, which contain links and names. */
function logFault(error: unknown, { method, route }: Request): void {
  const { name = 'Error', message = '', code = '', stack = '' } = (error ?? {}) as NodeJS.ErrnoException
  const at =
    stack
      .replace(message, '')
      .match(/^ {4}at .*$/m)?.[0]
      .trim() ?? ''
  console.error(['500:', method, route?.path ?? '', name, code, at].filter(Boolean).join(' '))
}
