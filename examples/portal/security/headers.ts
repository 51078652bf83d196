import type { RequestHandler } from 'express'

/** Nothing from elsewhere, and nothing inline: a script in a file name that came through an escape would not run. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:", // the stylesheet has its arrows and ticks in it
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every page. With `no-referrer`, browsers would send the owner's forms with `Origin: null`, and `checkOrigin` refuse them. */
export function pageHeaders(referrer: 'same-origin' | 'no-referrer'): Readonly<Record<string, string>> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'Referrer-Policy': referrer,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
  }
}

/** Adds them to the pages of the owner. */
export const ownerPageHeaders: RequestHandler = (_req, res, next) => {
  res.set(pageHeaders('same-origin'))
  next()
}
