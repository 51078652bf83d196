import type { SignOptions } from 'daypass'
import { describe, expect, it } from 'vitest'
import { linksAt } from '../support/fixtures.ts'
import { type Answer, ask, converse, requestText } from './conversation.ts'
import { NOW, type Stage } from './scene.ts'

const links = linksAt(NOW)
const at = (id: string, perms: 'create' | 'write', upload?: SignOptions['upload'], route = 'files'): string =>
  `/${route}/${id}?token=${links.sign(id, perms, 60, upload === undefined ? {} : { upload })}`
const chunk = (size: number): string => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`
const CHUNKED = { 'Transfer-Encoding': 'chunked' }
const END = '0\r\n\r\n'

/** Uploads through every adapter, with limits that hold while bytes arrive. */
export function uploads(stage: () => Stage): void {
  const put = async (path: string, body: string, headers = {}): Promise<number> =>
    (await ask(stage().port, path, { method: 'PUT', body, headers })).status
  const chunked = async (path: string, ...parts: string[]): Promise<Answer> => {
    const conversation = converse(stage().port)
    conversation.send(requestText(path, { method: 'PUT', headers: CHUNKED }))
    for (const part of parts) conversation.send(part)
    return conversation.read('PUT').finally(conversation.end)
  }

  it('creates, replaces, and refuses to replace', async () => {
    expect(await put(at('a', 'create'), 'one', { 'If-None-Match': '*' })).toBe(201)
    expect(await put(at('a', 'create'), 'two', { 'If-None-Match': '*' })).toBe(412)
    expect(await put(at('a', 'create'), 'two')).toBe(403)
    expect(await put(at('a', 'write'), 'two')).toBe(204)
    expect(await put(at('a', 'write'), 'three', { 'If-None-Match': '*' })).toBe(412)
  })

  it('takes chunks if the link has no limits', async () => {
    expect((await chunked(at('b', 'write'), chunk(4), chunk(4), END)).status).toBe(201)
    expect(await stage().names()).toContain('b')
  })

  describe('with limits, measured by the guard', () => {
    const form = { 'Content-Type': 'multipart/form-data; boundary=x' }
    it.each<[string, SignOptions['upload'], string, Record<string, string>, number]>([
      ['of exactly the limit', { maxBytes: 8 }, '8 bytes!', {}, 201],
      ['a byte more', { maxBytes: 8 }, '9 bytes!!', {}, 413],
      ['of exactly the minimum', { minBytes: 8 }, '8 bytes!', {}, 201],
      ['a byte less', { minBytes: 8 }, '7 bytes', {}, 400],
      ['of an allowed type', { contentTypes: ['image/*'] }, 'x', { 'Content-Type': 'IMAGE/png' }, 201],
      ['of another type', { contentTypes: ['image/*'] }, 'x', { 'Content-Type': 'text/html' }, 415],
      ['of no type', { contentTypes: ['image/*'] }, 'x', {}, 415],
      ['as a form', { maxBytes: 800 }, 'x', form, 415],
      [
        'as a form whose header is malformed',
        { maxBytes: 800 },
        'x',
        { 'Content-Type': 'multipart/form-data boundary=x' },
        415,
      ],
      ['that a parser would inflate', { maxBytes: 800 }, 'x', { 'Content-Encoding': 'gzip' }, 415],
    ])('a file %s', async (_, upload, body, headers, status) => {
      const id = `limited-${status}`
      expect(await put(at(id, 'write', upload), body, headers)).toBeOneOf(status === 201 ? [201, 204] : [status])
      expect((await stage().names()).includes(id)).toBe(status === 201)
    })

    it('refuses a body of unknown length', async () => {
      stage().runs()
      const { status, body } = await chunked(at('c', 'write', { maxBytes: 80 }), chunk(8), END)
      expect([status, JSON.parse(body).code]).toEqual([411, 'length-required'])
      expect(stage().runs()).toEqual([])
    })
  })

  describe('in chunks that break the limit, measured by the handler,', () => {
    it.each([
      ['at the end', [chunk(8), chunk(1), END]],
      ['at once', [chunk(9), END]],
      ['before all of them have come', [chunk(60_000), chunk(60_000)]],
    ])('is answered by 413 %s, and leaves nothing', async (_, parts) => {
      const { status } = await chunked(at('c', 'write', { maxBytes: 8 }, 'parsed'), ...parts)
      expect(status).toBe(413)
      expect(await stage().names()).not.toContain('c')
      await settled(stage)
    })

    it('is answered by 400 if there is too little', async () => {
      expect((await chunked(at('c', 'write', { minBytes: 8 }, 'parsed'), chunk(7), END)).status).toBe(400)
      expect(await stage().names()).not.toContain('c')
    })

    it('does not keep the connection from its next request', async () => {
      const conversation = converse(stage().port)
      conversation.send(requestText(at('c', 'write', { maxBytes: 8 }, 'parsed'), { method: 'PUT', headers: CHUNKED }))
      conversation.send(chunk(60_000))
      expect((await conversation.read('PUT')).status).toBe(413)
      conversation.send(chunk(60_000) + END)
      conversation.send(requestText('/files/file.txt'))
      // Answered, or told by the end of the connection to use another one.
      const next = await Promise.race([
        conversation.read().then(({ status }) => status),
        new Promise((resolve) => conversation.socket.once('close', () => resolve('closed'))),
      ]).catch(() => 'closed')
      conversation.end()
      expect([401, 'closed']).toContain(next)
    })
  })

  it('that breaks off leaves nothing, and the server goes on', async () => {
    const conversation = converse(stage().port)
    conversation.send(requestText(at('d', 'write'), { method: 'PUT', headers: { 'Content-Length': '100000' } }))
    conversation.send('x'.repeat(50_000))
    while (!(await stage().names()).some((name) => name.startsWith('.upload'))) await turn()
    conversation.end()
    await settled(stage)
    expect(await stage().names()).not.toContain('d')
    expect(await put(at('d', 'write'), 'whole')).toBe(201)
  })
}

/** Waits until no upload is under way. If one stays, the time limit of the test ends it. */
async function settled(stage: () => Stage): Promise<void> {
  while ((await stage().names()).some((name) => name.startsWith('.upload'))) await turn()
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2))
}
