import type { RequestListener } from 'node:http'
import * as express from 'daypass/express'
import * as fastify from 'daypass/fastify'
import * as fetchApi from 'daypass/fetch'
import * as hono from 'daypass/hono'
import * as koa from 'daypass/koa'
import * as nodeHttp from 'daypass/node'
import Express from 'express'
import Express4 from 'express4'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import Koa2 from 'koa2'
import { expect, it } from 'vitest'
import { getRequestListener } from '../../examples/shared/node-server.ts'
import { managedLinksAt } from '../support/managed.ts'
import { serve } from '../support/serve.ts'

const links = managedLinksAt(Date.now())
const options = { fileId: () => 'f' }
const BEFORE = ['session=1; Path=/', 'theme=dark']
const OWN = 'seen=f; Path=/'

// Each app sets two cookies around the guard, as a session does, and one in its handler.
const withExpress = (framework: typeof Express): RequestListener => {
  const app = framework()
  app.use((_req, res, next) => {
    for (const cookie of BEFORE) res.append('Set-Cookie', cookie)
    next()
  })
  app.get('/', express.requireLink(links, options), (_req, res) => void res.append('Set-Cookie', OWN).end())
  return app
}

const withKoa = (Framework: typeof Koa): RequestListener => {
  const app = new Framework()
  app.use(async (ctx, next) => {
    for (const cookie of BEFORE) ctx.append('Set-Cookie', cookie)
    await next()
  })
  app.use(koa.requireLink(links, options))
  app.use((ctx) => {
    ctx.append('Set-Cookie', OWN)
    ctx.body = ''
  })
  return app.callback()
}

const withFastify = (): RequestListener => {
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => {
    for (const cookie of BEFORE) reply.header('Set-Cookie', cookie)
  })
  app.get('/', fastify.requireLink(links, options), async (_request, reply) => {
    reply.header('Set-Cookie', OWN)
    return ''
  })
  return (req, res) => void app.ready().then(() => app.routing(req, res))
}

const withHono = (): RequestListener => {
  const app = new Hono()
  app.use(async (c, next) => {
    for (const cookie of BEFORE) c.header('Set-Cookie', cookie, { append: true })
    await next()
  })
  app.get('/', hono.requireLink(links, options), (c) => {
    c.header('Set-Cookie', OWN, { append: true })
    return c.body('')
  })
  return getRequestListener(app.fetch, { overrideGlobalObjects: false })
}

/** By all the ways in which a handler can write its head. */
const withNodeHttp = (write: 'setHeader' | 'object' | 'list' | 'pairs'): RequestListener => {
  const all = [...BEFORE, OWN]
  const listener = nodeHttp.requireLink(links, options, (_req, res) => {
    if (write === 'setHeader') res.setHeader('set-cookie', all)
    else if (write === 'object') res.writeHead(200, { 'Set-Cookie': all })
    else if (write === 'list') res.writeHead(200, ['Set-Cookie', all, 'X-Other', '1'] as never)
    else res.writeHead(200, all.map((cookie) => ['Set-Cookie', cookie]) as never)
    res.end()
  })
  return (req, res) => listener(req, res.setHeader('Set-Cookie', BEFORE))
}

const withFetch = (): RequestListener => {
  const headers = { 'Set-Cookie': OWN }
  const handler = fetchApi.requireLink(links, options, () => new Response('', { headers }))
  const answer = async (request: Request): Promise<Response> => {
    const response = await handler(request)
    for (const cookie of BEFORE) response.headers.append('Set-Cookie', cookie)
    return response
  }
  return getRequestListener(answer, { overrideGlobalObjects: false })
}

it.each<[string, RequestListener]>([
  ['Express 5', withExpress(Express)],
  ['Express 4', withExpress(Express4 as unknown as typeof Express)],
  ['Koa 3', withKoa(Koa)],
  ['Koa 2', withKoa(Koa2 as unknown as typeof Koa)],
  ['Fastify 5', withFastify()],
  ['Hono 4', withHono()],
  ['node:http, setHeader', withNodeHttp('setHeader')],
  ['node:http, an object', withNodeHttp('object')],
  ['node:http, a list', withNodeHttp('list')],
  ['node:http, pairs', withNodeHttp('pairs')],
  ['Request and Response', withFetch()],
])('the cookie of a claim is added to the cookies that are there: %s', async (_, listener) => {
  const served = await serve(listener)
  const token = links.sign('f', 'read', 60, { uses: 1 })
  const page = await fetch(`${served.origin}/?token=${token}`, { headers: { Accept: 'text/html' } })
  const claim = page.headers.getSetCookie().find((cookie) => cookie.startsWith('daypass-')) as string
  const Cookie = claim.split(';')[0] as string
  const file = await fetch(`${served.origin}/?token=${token}&use=1`, { headers: { Accept: 'text/html', Cookie } })
  await served.close()
  expect(claim).toMatch(/^daypass-[\w-]{16}=[0-9a-f]{32}; Max-Age=3600; HttpOnly; SameSite=Lax$/)
  expect([page.status, page.headers.getSetCookie().toSorted()]).toEqual([200, [...BEFORE, claim].toSorted()])
  expect([file.status, file.headers.getSetCookie().toSorted()]).toEqual([200, [...BEFORE, OWN, claim].toSorted()])
})
