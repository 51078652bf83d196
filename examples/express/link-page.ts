import { createHash, timingSafeEqual } from 'node:crypto'
import type { Duration, Links } from 'daypass'
import express, { type Request, type RequestHandler, Router } from 'express'
import { existingFile, listFiles, pathOf } from '../shared/files.ts'
import { linkTo } from '../shared/link-to.ts'

const PERMS = ['read', 'write', 'create'] as const
const LIFETIMES: readonly Duration[] = ['1m', '15m', '4h', '7d']
const POLICY = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cache-Control': 'no-store',
  // The address holds the secret. With `no-referrer` browsers would send the form with `Origin: null`.
  'Referrer-Policy': 'same-origin',
}

/**
 * A page that makes links. It is for whoever started it: `checkHost` and `checkOrigin` keep out the other pages in their browser, and
 * the secret in the query of its address the other users of the machine.
 */
export function linkPage(root: string, links: Links, secret: string): Router {
  const router = Router()
  const checkOwner = checkSecret(secret)
  const readForm = express.urlencoded({ extended: false, limit: '8kb' })
  router.get('/', checkHost, checkOwner, async (_req, res) => {
    res.set(HEADERS).send(page(await listFiles(root), ''))
  })
  router.post('/', checkHost, checkOwner, checkOrigin, readForm, async (req, res) => {
    const { message, status } = await makeLink(root, links, req)
    const html = page(await listFiles(root), message)
    res.set(HEADERS).status(status).send(html)
  })
  return router
}

async function makeLink(root: string, links: Links, req: Request): Promise<{ message: string; status: number }> {
  const { file = '', perm, ttl } = (req.body ?? {}) as Readonly<Record<string, unknown>>
  const perms = PERMS.filter((name) => (Array.isArray(perm) ? perm.includes(name) : perm === name))
  const lifetime = LIFETIMES.find((name) => name === ttl)
  if (typeof file !== 'string' || perms.length === 0 || lifetime === undefined) {
    return { status: 400, message: '<p>Choose a file, at least one permission, and a lifetime.</p>' }
  }
  const isThere = (perms.includes('read') && perms.length === 1 ? existingFile : pathOf)(root, file)
  if ((await isThere) === undefined) return { status: 404, message: '<p>There is no such file.</p>' }
  const url = escapeHtml(linkTo(`http://${req.headers.host}`, file, links.sign(file, perms, lifetime)))
  return { status: 200, message: `<p>The link, for ${lifetime}: <a href="${url}">${url}</a></p>` }
}

/** A page elsewhere whose name is made to point to this machine (DNS rebinding) has another Host. */
const checkHost: RequestHandler = (req, res, next) => {
  if (hostsOf(req).includes(req.headers.host ?? '')) next()
  else res.status(403).type('text').send('This page answers only to its own address.\n')
}

function checkSecret(secret: string): RequestHandler {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return (req, res, next) => {
    if (timingSafeEqual(digest(String(req.query.secret)), digest(secret))) next()
    else res.status(403).type('text').send('Open this page with the whole address that was printed at the start.\n')
  }
}

/** A form on a page elsewhere has another Origin; every browser sends one with a form. */
const checkOrigin: RequestHandler = (req, res, next) => {
  if (hostsOf(req).some((host) => req.headers.origin === `http://${host}`)) next()
  else res.status(403).type('text').send('This form must be sent from its own page.\n')
}

function hostsOf(req: Request): readonly string[] {
  return ['127.0.0.1', 'localhost'].map((name) => `${name}:${req.socket.localPort}`)
}

function page(files: readonly string[], message: string): string {
  const options = files.map((id) => `<option value="${escapeHtml(id)}">`).join('')
  const perms = PERMS.map((name, i) => {
    return `<label><input type="checkbox" name="perm" value="${name}"${i === 0 ? ' checked' : ''}> ${name}</label>`
  }).join('\n')
  const lifetimes = LIFETIMES.map((ttl) => `<option${ttl === '4h' ? ' selected' : ''}>${ttl}</option>`).join('')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Make a link</title></head>
<body>
<main>
<h1>Make a link</h1>
<div role="status">${message}</div>
<form method="post">
<p><label>File <input name="file" list="files" required></label><datalist id="files">${options}</datalist></p>
<fieldset><legend>Permission</legend>
${perms}
</fieldset>
<p><label>Lifetime <select name="ttl">${lifetimes}</select></label></p>
<p><button>Make the link</button></p>
</form>
</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
