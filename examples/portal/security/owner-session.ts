import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import express, { type Request, type RequestHandler, Router } from 'express'
import { textOf } from '../owner/query.ts'
import { signInPage } from '../views/sign-in-page.ts'
import { readCookie } from './cookies.ts'
import { limitTries } from './tries.ts'

const LONGEST = 12 * 3_600_000

/** Asks for the password of the owner, if one is set. Sessions end after twelve hours, and with the process. */
export function ownerSession(password: string | undefined, clock: () => number = Date.now): RequestHandler {
  if (password === undefined) return (_req, _res, next) => next()
  const sessions = new Map<string, number>()
  const isOpen = (session: string): boolean => (sessions.get(session) ?? 0) > clock()
  const tries = limitTries()
  const router = Router()
  router.get('/sign-in', (_req, res) => void res.send(signInPage()))
  router.post('/sign-in', express.urlencoded({ extended: false, limit: '4kb' }), (req, res) => {
    if (!tries.take('owner')) return void res.status(429).send(signInPage('Too many tries. Wait a minute.'))
    if (!isSame(textOf(req.body, 'password') ?? '', password))
      return void res.status(403).send(signInPage('That is not the password.'))
    const session = randomBytes(24).toString('base64url')
    for (const name of sessions.keys()) if (!isOpen(name)) sessions.delete(name)
    sessions.set(session, clock() + LONGEST)
    const options = { httpOnly: true, sameSite: 'strict', maxAge: LONGEST } as const
    res.cookie(cookieOf(req), session, options).redirect(303, '/')
  })
  router.post('/sign-out', (req, res) => {
    sessions.delete(readCookie(req, cookieOf(req)) ?? '')
    res.clearCookie(cookieOf(req)).redirect(303, '/sign-in')
  })
  router.use((req, res, next) => {
    if (isOpen(readCookie(req, cookieOf(req)) ?? '')) next()
    else if (req.method === 'GET') res.redirect(303, '/sign-in')
    else res.sendStatus(401)
  })
  return router
}

/** Cookies know no ports: with one name, two portals on one machine would sign each other out. */
function cookieOf({ socket }: Request): string {
  return `daypass-owner-${socket.localPort}`
}

/** In a time that does not depend on how much is right. */
function isSame(given: string, password: string): boolean {
  const [a, b] = [given, password].map((text) => createHash('sha256').update(text.normalize('NFC')).digest())
  return timingSafeEqual(a as Buffer, b as Buffer)
}
