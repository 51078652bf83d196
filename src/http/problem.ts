import type { Render } from './render.ts'

// Without `type`, the title should be the reason phrase of the status (RFC 9457, section 4.2.1).
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  411: 'Length Required',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  428: 'Precondition Required',
  503: 'Service Unavailable',
}

/** Problem details (RFC 9457), with the member `code` for programs. */
export const renderProblem: Render = ({ status, code, title, advice }) => ({
  headers: { 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({ title: PHRASES[status], status, detail: `${title}. ${advice}`, code }),
})
