import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { endUnread } from '../../../examples/shared/end-unread.ts'
import { exchange, type Served, serve } from '../../support/serve.ts'

let served: Served
beforeEach(async () => {
  const listener: Parameters<typeof serve>[0] = (req, res) => {
    endUnread(req, res)
    const answer = (): unknown => res.end(req.url)
    if (req.url === '/begun') req.once('readable', () => req.read(1) && answer())
    else answer()
  }
  served = await serve(listener, { keepAliveTimeout: 0 }) // otherwise Node would close in the end
})
afterEach(async () => {
  vi.useRealTimers()
  await served.close()
})

const put = (path: string, length: number, body: string): string =>
  `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`

it.each(['/begun', '/untouched'])(
  'a connection whose body was not read is closed, after the answer: %s',
  async (path) => {
    const answer = await exchange(served.port, put(path, 1_000_000, 'x'.repeat(100_000)))
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer.endsWith(path)).toBe(true)
  },
)

it('a client that sends the rest of the body at once can use the connection again', async () => {
  // At once is before the time is up, however long this busy machine takes.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const last = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const answer = await exchange(served.port, put('/untouched', 100_000, 'x'.repeat(100_000)) + last)
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
})
