import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import * as express from 'daypass/express'
import * as fastify from 'daypass/fastify'
import * as fetchApi from 'daypass/fetch'
import * as hono from 'daypass/hono'
import * as koa from 'daypass/koa'
import * as nodeHttp from 'daypass/node'
import Express from 'express'
import Express4 from 'express4'
import Fastify from 'fastify'
import { type Context, Hono } from 'hono'
import Koa from 'koa'
import Koa2 from 'koa2'
import { describe, expect, it, vi } from 'vitest'
import { getRequestListener } from '../../examples/shared/node-server.ts'
import { linksAt, untyped } from '../support/fixtures.ts'
import { serve } from '../support/serve.ts'

const links = linksAt(Date.now())
const token = links.sign('f', 'read', 60)
const httpsOnly = links.sign('f', 'read', 60, { httpsOnly: true, addresses: ['192.0.2.1'] })

/** Node's response, which goes nowhere. */
function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()))
}

describe('requireLink for Express', () => {
  const request = (query: string, more: object = {}): express.ExpressRequest => ({
    method: 'GET',
    originalUrl: `/mounted/f${query}`,
    path: '/f',
    headers: {} as Record<string, string>,
    rawHeaders: [] as string[],
    httpVersion: '1.1',
    params: { id: 'f' },
    query: {},
    ip: '192.0.2.1',
    secure: true,
    ...more,
  })
  const options = { fileId: (req: express.ExpressRequest): string => req.params.id }

  it('calls the next handler once, with the grant and the headers', async () => {
    const [req, res, next] = [request(`?token=${token}`), response(), vi.fn()]
    await express.requireLink(links, options)(req, res, next)
    expect(next.mock.calls).toEqual([[]])
    expect(express.linkOf(req)).toMatchObject({ fileId: 'f', perms: ['read'] })
    expect([res.writableEnded, res.getHeaderNames()]).toEqual([false, []])
    res.end()
    expect(res.getHeader('Referrer-Policy')).toBe('no-referrer')
  })

  it('answers a refusal itself', async () => {
    const [req, res, next] = [request(''), response(), vi.fn()]
    await express.requireLink(links, options)(req, res, next)
    expect(next).not.toHaveBeenCalled()
    expect(res.statusCode).toBe(401)
    expect([res.getHeader('WWW-Authenticate'), res.writableEnded]).toEqual(['Bearer', true])
    expect(() => express.linkOf(req)).toThrow('requireLink has not run')
  })

  it('hands an error to the framework, and runs no handler', async () => {
    const error = new Error('no such file')
    const [res, next] = [response(), vi.fn()]
    const guard = express.requireLink(links, { fileId: () => Promise.reject(error) })
    await guard(request(`?token=${token}`), res, next)
    expect(next.mock.calls).toEqual([[error]])
    expect(res.writableEnded).toBe(false)
  })

  it('hands on what goes wrong with the answer', async () => {
    const error = new Error('headers are sent')
    const setHeader = (): never => {
      throw error
    }
    const next = vi.fn()
    await express.requireLink(links, options)(request(''), Object.assign(response(), { setHeader }), next)
    expect(next.mock.calls).toEqual([[error]])
  })

  it('does not call the next handler again if that throws', async () => {
    const next = vi.fn(() => {
      throw new Error('in the handler')
    })
    const guard = express.requireLink(links, options)
    await expect(guard(request(`?token=${token}`), response(), next)).rejects.toThrow('in the handler')
    expect(next).toHaveBeenCalledOnce()
  })

  it('goes by the address and the scheme that Express says', async () => {
    const guard = express.requireLink(links, options)
    const cases = [{}, { ip: '192.0.2.2' }, { secure: false }]
    const statuses = cases.map(async (more) => {
      const [req, res, next] = [request(`?token=${httpsOnly}`, more), response(), vi.fn()]
      await guard(req, res, next)
      return [res.statusCode, next.mock.calls.length]
    })
    expect(await Promise.all(statuses)).toEqual([
      [200, 1],
      [403, 0],
      [403, 0],
    ])
  })

  it('finds links in the path and sees a repeated Authorization', async () => {
    const run = async (guard: express.LinkGuard, more: object): Promise<number> => {
      const res = response()
      await guard(request('', more), res, vi.fn())
      return res.statusCode
    }
    const inPath = express.requireLink(links, { fileId: () => 'f', tokenFrom: [{ param: 'token' }] })
    expect(await run(inPath, { params: { token } })).toBe(200)
    const headers = { authorization: `Bearer ${token}` }
    const rawHeaders = ['Authorization', headers.authorization]
    const guard = express.requireLink(links, options)
    expect(await run(guard, { headers, rawHeaders })).toBe(200)
    expect(await run(guard, { headers, rawHeaders: [...rawHeaders, ...rawHeaders] })).toBe(400)
  })

  it('is a function with a name, and checks its options', () => {
    expect(express.requireLink(links, options).name).toBe('linkGuard')
    expect(() => express.requireLink(links, untyped({ ...options, prem: 'read' }))).toThrow(TypeError)
  })
})

describe('Vary and Connection, with the frameworks themselves', () => {
  const large = links.sign('f', 'write', 60, { upload: { maxBytes: 1 } })
  const options = { fileId: () => 'f' }
  const withExpress = (framework: typeof Express): RequestListener => {
    const app = framework()
    app.use((_req, res, next) => {
      res.set('Vary', 'Origin')
      next()
    })
    app.use(express.requireLink(links, options), (_req, res) => void res.end())
    return app
  }
  const withKoa = (Framework: typeof Koa): RequestListener => {
    const app = new Framework()
    app.use(async (ctx, next) => {
      ctx.set('Vary', 'Origin')
      await next()
    })
    app.use(koa.requireLink(links, options))
    app.use((ctx) => {
      ctx.status = 200
    })
    return app.callback()
  }

  const withFastify = (): RequestListener => {
    const app = Fastify()
    app.addHook('onRequest', async (_request, reply) => void reply.header('Vary', 'Origin'))
    app.all('/', fastify.requireLink(links, options), async () => '')
    return (req, res) => void app.ready().then(() => app.routing(req, res))
  }
  const withNodeHttp = (): RequestListener => {
    const listener = nodeHttp.requireLink(links, options, (_req, res) => res.end())
    return (req, res) => listener(req, res.setHeader('Vary', 'Origin'))
  }
  const withHono = (setVary: (c: Context) => void): RequestListener => {
    const app = new Hono()
    app.use(async (c, next) => {
      setVary(c)
      await next()
    })
    app.all('/', hono.requireLink(links, options), (c) => c.body(null))
    return getRequestListener(app.fetch, { overrideGlobalObjects: false })
  }

  // What Hono runs on knows whether HTTP has a `Connection`; Node's bridge closes if much of a body is left.
  it.each<[string, RequestListener, connection?: string]>([
    ['Express 5', withExpress(Express)],
    ['Express 4', withExpress(Express4 as unknown as typeof Express)],
    ['Koa 3', withKoa(Koa)],
    ['Koa 2', withKoa(Koa2 as unknown as typeof Koa)],
    ['Fastify 5', withFastify()],
    ['node:http', withNodeHttp()],
    ['Hono 4', withHono((c) => c.header('Vary', 'Origin')), 'keep-alive'],
    ['Hono 4, if there is a response already', withHono((c) => c.res.headers.set('Vary', 'Origin')), 'keep-alive'],
  ])('%s', async (_, listener, connection = 'close') => {
    const served = await serve(listener)
    const headers = { Authorization: `Bearer ${token}` }
    const [refused, allowed, tooLarge] = [
      await fetch(served.origin),
      await fetch(served.origin, { headers }),
      await fetch(`${served.origin}?token=${large}`, { method: 'PUT', body: '12' }),
    ]
    await served.close()
    expect([refused.status, refused.headers.get('vary')]).toEqual([401, 'Origin, Accept'])
    expect([allowed.status, allowed.headers.get('vary')]).toEqual([200, 'Origin, Authorization'])
    expect([refused, tooLarge].map(({ status, headers: sent }) => [status, sent.get('connection')])).toEqual([
      [401, 'keep-alive'],
      [413, connection],
    ])
  })
})

describe('requireLink for the Fetch API', () => {
  it('adds to the Vary of the handler', async () => {
    const handler = fetchApi.requireLink(
      links,
      { fileId: () => 'f' },
      () => new Response('', { headers: { Vary: 'Origin' } }),
    )
    const request = new Request('http://localhost/', { headers: { Authorization: `Bearer ${token}` } })
    expect((await handler(request)).headers.get('vary')).toBe('Origin, Authorization')
  })
})

describe('an error of a handler of node:http', () => {
  const listenerThat = (fail: () => unknown): RequestListener =>
    nodeHttp.requireLink(links, { fileId: () => 'f' }, (_req, res) => {
      res.setHeader('Content-Length', '10')
      return fail()
    })

  it('keeps what says how to go on, and nothing that another server said about its own answer', async () => {
    const headers = {
      'content-length': '400',
      'transfer-encoding': 'chunked',
      'content-encoding': 'gzip',
      'set-cookie': 'session=of-another',
      'cache-control': 'public',
      allow: 'GET',
      'Retry-After': '5',
    }
    const served = await serve(
      listenerThat(() => {
        throw Object.assign(new Error(), { status: 502, headers })
      }),
    )
    const answer = await fetch(`${served.origin}/?token=${token}`)
    await served.close()
    expect([answer.status, await answer.text()]).toEqual([502, ''])
    const sent = (name: string): string | null => answer.headers.get(name)
    expect([sent('allow'), sent('retry-after'), sent('cache-control')]).toEqual(['GET', '5', 'no-store'])
    expect([sent('set-cookie'), sent('content-encoding'), sent('content-length')]).toEqual([null, null, null])
  })

  it.each<[string, number, unknown]>([
    ['no object', 500, 'text'],
    ['headers as text', 404, { status: 404, headers: 'ab' }],
    ['a header that is not valid', 404, { status: 404, headers: { allow: 'GET\n' } }],
    ['a status that is no error', 500, { status: 200, headers: { allow: 'GET' } }],
    [
      'a status that throws',
      500,
      {
        get status(): never {
          throw new Error('again')
        },
      },
    ],
  ])('is answered whatever it is, and no cache keeps it: %s', async (_, status, thrown) => {
    const served = await serve(
      listenerThat(() => {
        throw thrown
      }),
    )
    const answer = await fetch(`${served.origin}/?token=${token}`)
    await served.close()
    const { headers } = answer
    expect([answer.status, headers.get('cache-control'), headers.get('allow')]).toEqual([status, 'no-store', null])
  })
})

describe('a handler of Hono that returns nothing', () => {
  it('is an error, as without a guard', async () => {
    const app = new Hono()
    const errors: string[] = []
    app.onError((error, c) => {
      errors.push(error.message)
      return c.text('', 500)
    })
    app.get(
      '/',
      hono.requireLink(links, { fileId: () => 'f' }),
      untyped(() => undefined),
    )
    expect((await app.request(`/?token=${token}`)).status).toBe(500)
    expect(errors).toEqual([expect.stringContaining('not finalized')])
  })
})

describe('requireLink for Koa', () => {
  const context = (query: string, more: object = {}) => ({
    method: 'GET',
    originalUrl: `/mounted/f${query}`,
    path: '/f',
    headers: {},
    req: { headers: {}, rawHeaders: [] as string[], httpVersion: '1.1' },
    res: response(),
    params: { id: 'f' } as Record<string, string>,
    ip: '192.0.2.1',
    secure: true,
    state: {} as koa.LinkState,
    status: 404,
    body: undefined as unknown,
    set: vi.fn(),
    append: vi.fn(),
    vary: vi.fn(),
    ...more,
  })
  const options = { fileId: (ctx: koa.KoaContext): string => ctx.params.id }

  it('calls the next middleware once, with the grant and the headers, and waits for it', async () => {
    const ctx = context(`?token=${token}`)
    const order: string[] = []
    const next = vi.fn(async () => {
      expect(koa.linkOf(ctx)).toMatchObject({ fileId: 'f', perms: ['read'] })
      await new Promise((resolve) => setImmediate(resolve))
      order.push('handler')
    })
    await koa.requireLink(links, options)(ctx, next)
    order.push('guard')
    expect(order).toEqual(['handler', 'guard'])
    expect(next).toHaveBeenCalledOnce()
    ctx.res.end()
    expect(ctx.res.getHeader('Referrer-Policy')).toBe('no-referrer')
    expect([ctx.status, ctx.body]).toEqual([404, undefined])
  })

  it('answers a refusal itself', async () => {
    const [ctx, next] = [context(''), vi.fn()]
    await koa.requireLink(links, options)(ctx, next)
    expect(next).not.toHaveBeenCalled()
    expect([ctx.status, ctx.body]).toEqual([401, expect.stringContaining('"code":"link-required"')])
    expect(ctx.set).toHaveBeenCalledWith(expect.objectContaining({ 'WWW-Authenticate': 'Bearer' }))
    expect(() => koa.linkOf(ctx)).toThrow('requireLink has not run')
  })

  it('throws an error to the framework, and runs no handler', async () => {
    const next = vi.fn()
    const guard = koa.requireLink(links, { fileId: () => Promise.reject(new Error('no such file')) })
    await expect(guard(context(`?token=${token}`), next)).rejects.toThrow('no such file')
    expect(next).not.toHaveBeenCalled()
  })

  it('goes by the address and the scheme that Koa says', async () => {
    const guard = koa.requireLink(links, options)
    const calls = [{}, { ip: '192.0.2.2' }, { secure: false }].map(async (more) => {
      const [ctx, next] = [context(`?token=${httpsOnly}`, more), vi.fn()]
      await guard(ctx, next)
      return [ctx.status, next.mock.calls.length]
    })
    expect(await Promise.all(calls)).toEqual([
      [404, 1],
      [403, 0],
      [403, 0],
    ])
  })

  it('finds links in the path and sees a repeated Authorization', async () => {
    const run = async (guard: koa.LinkGuard, more: object): Promise<number> => {
      const ctx = context('', more)
      await guard(ctx, async () => {
        ctx.status = 200
      })
      return ctx.status
    }
    const inPath = koa.requireLink(links, { fileId: () => 'f', tokenFrom: [{ param: 'token' }] })
    expect(await run(inPath, { params: { token } })).toBe(200)
    const headers = { authorization: `Bearer ${token}` }
    const raw = ['Authorization', headers.authorization]
    const guard = koa.requireLink(links, options)
    expect(await run(guard, { req: { headers, rawHeaders: raw, httpVersion: '1.1' } })).toBe(200)
    expect(await run(guard, { req: { headers, rawHeaders: [...raw, ...raw], httpVersion: '1.1' } })).toBe(400)
  })

  it('is a function with a name, and checks its options', () => {
    expect(koa.requireLink(links, options).name).toBe('linkGuard')
    expect(() => koa.requireLink(links, untyped({ ...options, prem: 'read' }))).toThrow(TypeError)
  })
})
