// The same routes on each framework: a 64 kB file and a greeting, each behind the guard and with the guard's headers set by hand.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import Router from '@koa/router'
import express from 'express'
import Koa from 'koa'
import { requireLink as expressGuard, linkOf as expressLink } from '../../dist/express.js'
import { requireLink as koaGuard, linkOf as koaLink } from '../../dist/koa.js'

const GREETING = 'Hello, world'

/** What the guard puts on these answers; the server checks that both routes send the same. */
function byHand(id, cacheControl) {
  return {
    'Cache-Control': cacheControl,
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': `attachment; filename="${id}"`,
  }
}

/** Makes the listener of an app; the file is `FOLDER/ID`. */
export const FRAMEWORKS = {
  express(links, root, clock, cacheControl) {
    const guard = expressGuard(links, { perm: 'read', fileId: (req) => req.params.id, clock })
    const app = express()
    app.get('/guarded/file/:id', guard, (req, res) => res.sendFile(expressLink(req).fileId, { root }))
    app.get('/by-hand/file/:id', (req, res) =>
      res.set(byHand(req.params.id, cacheControl)).sendFile(req.params.id, { root }),
    )
    app.get('/guarded/hello/:id', guard, (_req, res) => res.send(GREETING))
    app.get('/by-hand/hello/:id', (req, res) => res.set(byHand(req.params.id, cacheControl)).send(GREETING))
    return app
  },

  koa(links, root, clock, cacheControl) {
    const guard = koaGuard(links, { perm: 'read', fileId: (ctx) => ctx.params.id, clock })
    const router = new Router()
    router.get('/guarded/file/:id', guard, (ctx) => sendFile(ctx, `${root}/${koaLink(ctx).fileId}`))
    router.get('/by-hand/file/:id', (ctx) => {
      ctx.set(byHand(ctx.params.id, cacheControl))
      return sendFile(ctx, `${root}/${ctx.params.id}`)
    })
    router.get('/guarded/hello/:id', guard, (ctx) => {
      ctx.body = GREETING
    })
    router.get('/by-hand/hello/:id', (ctx) => {
      ctx.set(byHand(ctx.params.id, cacheControl))
      ctx.body = GREETING
    })
    const app = new Koa().use(router.routes())
    app.silent = true // the load ends by closing its connections
    return app.callback()
  },
}

/** As koa-send does it. */
async function sendFile(ctx, path) {
  const { size, mtime } = await stat(path)
  ctx.set('Last-Modified', mtime.toUTCString())
  ctx.length = size
  ctx.type = 'application/octet-stream'
  ctx.body = createReadStream(path)
}
