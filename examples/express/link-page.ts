import type { Links } from 'daypass'
import express, { type Request, type RequestHandler, Router } from 'express'
import { isFile, listFiles, pathOf } from '../shared/files.ts'
import { linkTo } from '../shared/link-to.ts'
import { DEFAULTS, escapeHtml, type Fields, FORM_HEADERS, LIFETIMES, linkForm, PERMS } from './link-form.ts'

/**
 * A page that makes links, for everybody on this machine: it asks nobody who they are. `checkHost` and `checkOrigin` keep out the other
 * pages in their browsers.
 */
export function linkPage(root: string, links: Links): Router {
  const router = Router()
  const readForm = express.urlencoded({ extended: false, limit: '8kb' })
  router.get('/', checkHost, async (_req, res) => {
    res.set(FORM_HEADERS).send(linkForm(await listFiles(root), DEFAULTS))
  })
  router.post('/', checkHost, checkOrigin, readForm, async (req, res) => {
    const { fields, isComplete } = readFields(req.body)
    const { message, status } = isComplete
      ? await makeLink(root, links, fields, `http://${req.headers.host}`)
      : { status: 400, message: '<p>Choose a file, at least one permission, and a lifetime.</p>' }
    const html = linkForm(await listFiles(root), fields, message)
    res.set(FORM_HEADERS).status(status).send(html)
  })
  return router
}

function readFields(body: unknown): { readonly fields: Fields; readonly isComplete: boolean } {
  const { file, perm, ttl } = (body ?? {}) as Readonly<Record<string, unknown>>
  const perms = PERMS.filter((name) => (Array.isArray(perm) ? perm.includes(name) : perm === name))
  const lifetime = (Object.keys(LIFETIMES) as Fields['ttl'][]).find((name) => name === ttl)
  return {
    fields: { file: typeof file === 'string' ? file : '', perms, ttl: lifetime ?? DEFAULTS.ttl },
    isComplete: typeof file === 'string' && file !== '' && perms.length > 0 && lifetime !== undefined,
  }
}

async function makeLink(
  root: string,
  links: Links,
  { file, perms, ttl }: Fields,
  origin: string,
): Promise<{ readonly message: string; readonly status: number }> {
  const isUpload = perms.includes('write') || perms.includes('create')
  const isPossible = isUpload ? (await pathOf(root, file)) !== undefined : await isFile(root, file)
  if (!isPossible) {
    const advice = 'A file can be sent to a folder that exists, under a name that is not hidden.'
    return { status: 404, message: `<p>${isUpload ? advice : 'There is no such file.'}</p>` }
  }
  const url = linkTo(origin, file, links.sign(file, perms, ttl))
  const link = escapeHtml(url)
  const command = `<p>To send a file, within ${LIFETIMES[ttl]}:</p>\n<p><code>${escapeHtml(uploadCommand(url, perms))}</code></p>`
  const open = `<p>The link, for ${LIFETIMES[ttl]}: <a href="${link}">${link}</a></p>`
  const parts = [isUpload ? command : [], !isUpload || perms.includes('read') ? open : []]
  return { status: 200, message: parts.flat().join('\n') }
}

/** For a shell. With the condition the upload creates a file and replaces none, which a link with `create` alone demands. */
function uploadCommand(url: string, perms: Fields['perms']): string {
  const condition = perms.includes('write') ? '' : "-H 'If-None-Match: *' "
  return `curl -T FILE ${condition}'${url.replaceAll("'", '%27')}'` // a quote in a name would end the argument
}

/** A page elsewhere whose name is made to point to this machine (DNS rebinding) has another Host. */
const checkHost: RequestHandler = (req, res, next) => {
  if (hostsOf(req).includes(req.headers.host ?? '')) next()
  else res.status(403).type('text').send('This page answers only to its own address.\n')
}

/** A form on a page elsewhere has another Origin; every browser sends one with a form. */
const checkOrigin: RequestHandler = (req, res, next) => {
  if (hostsOf(req).some((host) => req.headers.origin === `http://${host}`)) next()
  else res.status(403).type('text').send('This form must be sent from its own page.\n')
}

function hostsOf(req: Request): readonly string[] {
  return ['127.0.0.1', 'localhost'].map((name) => `${name}:${req.socket.localPort}`)
}
