import { expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { ask, converse, type Question, requestText } from './conversation.ts'
import { FILE, LARGE, NOW, type Stage } from './scene.ts'

const links = linksAt(NOW)
const good = `/files/file.txt?token=${links.sign('file.txt', 'read', 60)}`
const expired = `/files/file.txt?token=${linksAt(NOW - 60_000).sign('file.txt', 'read', 60)}`
const limited = `/files/new?token=${links.sign('new', 'write', 60, { upload: { maxBytes: 4 } })}`

/** What happens on one connection. */
export function connections(stage: () => Stage): void {
  it.each<[string, string, Question, number]>([
    ['a refusal', '/files/file.txt', {}, 401],
    ['a refusal to HEAD', expired, { method: 'HEAD' }, 410],
    ['a refusal with a page', expired, { headers: { Accept: 'text/html' } }, 410],
    ['a failing handler', good.replace('files', 'failing'), {}, 500],
  ])('serves the next request after %s', async (_, path, question, status) => {
    const conversation = converse(stage().port)
    conversation.send(requestText(path, question))
    expect((await conversation.read(question.method)).status).toBe(status)
    stage().runs()
    conversation.send(requestText(good))
    const next = await conversation.read()
    conversation.end()
    expect([next.status, next.body, stage().runs().length]).toEqual([200, FILE, 1])
  })

  it('reads an upload that it has refused to its end, or says that it will not', async () => {
    const conversation = converse(stage().port)
    conversation.send(requestText(limited, { method: 'PUT', body: 'x'.repeat(100_000) }))
    const refusal = await conversation.read()
    expect([refusal.status, JSON.parse(refusal.body).code]).toEqual([413, 'upload-too-large'])
    conversation.send(requestText(good))
    const next = await conversation.read().then(
      ({ status }) => status,
      () => 'closed',
    )
    conversation.end()
    expect(next).toBe(refusal.headers.connection === 'close' ? 'closed' : 200)
  })

  it('answers pipelined requests in their order', async () => {
    const conversation = converse(stage().port)
    conversation.send([good, expired, '/files/file.txt', good].map((path) => requestText(path)).join(''))
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await conversation.read()).status)
    conversation.end()
    expect(statuses).toEqual([200, 410, 401, 200])
    expect(stage().runs().length).toBe(2)
  })

  it('goes on after a download that was broken off', async () => {
    const conversation = converse(stage().port)
    conversation.send(requestText(`/files/large.bin?token=${links.sign('large.bin', 'read', 60)}`))
    await new Promise((resolve) => conversation.socket.once('data', resolve))
    conversation.end()
    const { status, headers } = await ask(stage().port, good)
    expect(status).toBe(200)
    expect(Number(headers['content-length'])).toBeLessThan(LARGE.length)
  })

  it('goes on after a request that was broken off before its answer', async () => {
    for (const path of [good, expired, limited]) {
      const conversation = converse(stage().port)
      await new Promise((resolve) => conversation.socket.once('connect', resolve))
      conversation.send(requestText(path))
      conversation.end()
    }
    expect((await ask(stage().port, good)).status).toBe(200)
  })
}
