import type { Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/express'
import type { TokenSource } from 'daypass/http'
import express, { type Express, type RequestHandler } from 'express'
import { accessLog } from '../shared/access-log.ts'
import { answerError, answerNotFound } from '../shared/answer-error.ts'
import { PLAYER_PAGE, PLAYER_POLICY } from './player-page.ts'

/** What the films are served with. */
export interface Site {
  /** A folder with a folder for each film. */
  readonly root: string
  readonly links: Links
  /** The script of the player. */
  readonly script: string
  readonly log: (line: string) => void
}

/** Films in many files, each film under one link: in the path, or traded once for a cookie. */
export function createApp({ root, links, script, log }: Site): Express {
  const app = express()
  app.disable('x-powered-by')
  app.enable('strict routing') // the URLs in a playlist are relative: "/demo" would lead them elsewhere than "/demo/"
  app.use(accessLog(log))
  app.get('/player.js', (_req, res) => void res.type('text/javascript').send(script))

  const play = (tokenFrom: readonly TokenSource[]): RequestHandler[] => [
    requireLink(links, { perm: 'list', tokenFrom, fileId: (req) => req.params.film }),
    (_req, res) => void res.set('Content-Security-Policy', PLAYER_POLICY).type('html').send(PLAYER_PAGE),
  ]
  const part = (tokenFrom: readonly TokenSource[]): RequestHandler[] => [
    requireLink(links, { perm: 'read', tokenFrom, fileId: (req) => [req.params.film, ...req.params.part].join('/') }),
    (req, res) => res.sendFile(linkOf(req).fileId, { root, dotfiles: 'ignore' }),
  ]

  app.get('/links/:token/:film/', play([{ param: 'token' }]))
  app.get('/links/:token/:film/*part', part([{ param: 'token' }]))

  app.get('/films/:film/', play([{ cookie: 'link' }]))
  app.get('/films/:film/*part', part([{ cookie: 'link' }]))
  app.get(
    '/open/:token/:film',
    requireLink(links, { perm: 'list', tokenFrom: [{ param: 'token' }], fileId: (req) => req.params.film }),
    keepLink,
  )
  app.use(answerNotFound)
  app.use(answerError)
  return app
}

/** Trades the link in the path for a cookie that goes along with requests for this film alone, and goes to a URL without the link. */
const keepLink: RequestHandler = (req, res) => {
  const { film, token } = req.params as { film: string; token: string }
  const path = `/films/${encodeURIComponent(film)}/`
  res.cookie('link', token, {
    path,
    httpOnly: true,
    secure: req.secure,
    sameSite: 'lax', // with `strict`, a browser that follows a link in a mail would not send it after the redirect
    expires: linkOf(req).expiresAt,
  })
  res.set('Cache-Control', 'no-store').redirect(303, path)
}
