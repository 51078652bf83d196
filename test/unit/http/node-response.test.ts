import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { beforeHead } from '../../../src/http/index.ts'
import { serve } from '../../support/serve.ts'

/** What a server answers whose handler writes in one way or another, with a header for each status that is completed. */
async function answerOf(handler: RequestListener): Promise<Response> {
  const served = await serve((req, res) => {
    beforeHead(res, (status, headers) => {
      headers.set('X-Completed', `${headers.get('X-Completed') ?? ''}${status}`)
      if (status === 200) headers.set('X-File', 'yes')
    })
    handler(req, res)
  })
  return fetch(served.origin).finally(() => served.close())
}

describe('beforeHead', () => {
  it.each<[string, RequestListener, number, string | null]>([
    ['by end', (_req, res) => res.end('x'), 200, null],
    [
      'by write',
      (_req, res) => {
        res.write('x')
        res.end()
      },
      200,
      null,
    ],
    [
      'by flushHeaders',
      (_req, res) => {
        res.flushHeaders()
        res.end()
      },
      200,
      null,
    ],
    ['by writeHead', (_req, res) => res.writeHead(404).end(), 404, null],
    ['with a reason', (_req, res) => res.writeHead(404, 'None', { a: 'b' }).end(), 404, 'b'],
    ['with an object', (_req, res) => res.writeHead(200, { a: 'b' }).end(), 200, 'b'],
    ['with a list', (_req, res) => res.writeHead(200, ['a', 'b', 'A', 'c']).end(), 200, 'b, c'],
    ['with pairs', (_req, res) => res.writeHead(200, [['a', 'b']] as never).end(), 200, 'b'],
    [
      'over a header that was set',
      (_req, res) => {
        res.setHeader('a', 'x')
        res.writeHead(200, { a: 'b' }).end()
      },
      200,
      'b',
    ],
    [
      'with the later of two objects',
      (_req, res) => res.writeHead(200, { a: 'x' } as never, { a: 'b' } as never).end(),
      200,
      'b',
    ],
  ])('completes the headers once: %s', async (_, handler, status, own) => {
    const { headers, status: sent } = await answerOf(handler)
    expect([sent, headers.get('x-completed'), headers.get('a')]).toEqual([status, String(status), own])
  })

  it('keeps several cookies as several', async () => {
    const { headers } = await answerOf((_req, res) => {
      res.writeHead(200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end()
    })
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it.each<[string, RequestListener]>([
    [
      'a reason that is not valid',
      (_req, res) => {
        res.statusMessage = 'Trouv€'
        res.end()
      },
    ],
    ['a header that is not valid', (_req, res) => void res.writeHead(200, { a: 'b', c: '€' })],
    ['a list without a last value', (_req, res) => void res.writeHead(200, ['a', 'b', 'c'])],
    ['a status that is not one', (_req, res) => void res.writeHead(2000, { a: 'b' })],
  ])('completes the answer to an error as that alone: %s', async (_, handler) => {
    const { status, headers } = await answerOf((req, res) => {
      res.setHeader('X-Before', 'set')
      try {
        handler(req, res)
      } catch {
        res.statusMessage = ''
        res.statusCode = 500
        res.end()
      }
    })
    const names = ['x-completed', 'x-file', 'a', 'x-before'].map((name) => headers.get(name))
    expect([status, ...names]).toEqual([500, '500', null, null, 'set'])
  })

  it('leaves interim answers alone', async () => {
    const { headers } = await answerOf((_req, res) => {
      res.writeEarlyHints({ link: '</style.css>; rel=preload' })
      res.writeProcessing()
      res.end()
    })
    expect(headers.get('x-completed')).toBe('200')
  })
})
