import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import type { Links, UploadLimits } from 'daypass'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { converse } from '../../../test/http-contract/conversation.ts'
import { linksAt } from '../../../test/support/fixtures.ts'
import { runs } from '../../../test/support/runs.ts'
import { createApp as busboyApp } from '../busboy.ts'
import { createApp as fastifyApp } from '../fastify-multipart.ts'
import { createApp as multerApp } from '../multer.ts'
import { nameOf } from '../received-file.ts'
import { bytes, FILES, LIMITS } from './support/files.ts'
import { END, FORM, file, form, formHead, PART } from './support/forms.ts'
import { type Folder, makeFolder, type Running, run } from './support/running.ts'

const links = linksAt(Date.now())
const RECIPES: Readonly<Record<string, (links: Links, folder: string) => Promise<RequestListener>>> = {
  multer: async (...given) => multerApp(...given),
  busboy: async (...given) => busboyApp(...given),
  '@fastify/multipart': async (...given) => {
    const app = await fastifyApp(...given)
    await app.ready()
    return app.routing
  },
}

const pathFor = (id: string, upload: UploadLimits | undefined = LIMITS): string =>
  `/inbox/${id}?token=${links.sign(id, 'create', '1h', { upload })}`
describe.each(Object.entries(RECIPES))('%s', (_, createListener) => {
  let folder: Folder
  let server: Running

  beforeAll(async () => {
    folder = await makeFolder()
    server = await run(await createListener(links, folder.path))
  })
  beforeEach(() => folder.clear())
  afterAll(async () => {
    await server.close()
    await folder.remove()
  })

  const post = async (
    body: RequestInit['body'],
    path = pathFor('a'),
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${server.origin}${path}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
  const statusOf = async (...given: Parameters<typeof post>): Promise<number> => {
    const answer = await post(...given)
    await answer.arrayBuffer()
    return answer.status
  }

  describe('with limits', () => {
    // After each of them, whatever it was, the server takes the next upload.
    afterEach(async () => {
      expect(await statusOf(form(['file', file(100)]), pathFor('next'))).toBe(201)
    })

    it.each(FILES)('a file %s', async (_, size, type, status) => {
      expect(await statusOf(form(['file', file(size, type)]))).toBe(status)
      const stored = status === 201 ? [join(folder.path, nameOf('a'))] : []
      expect(await folder.files()).toEqual(stored)
      for (const path of stored) expect((await readFile(path)).equals(bytes(size))).toBe(true)
    })

    it.each(FILES)('in chunks, without a length, a file %s', async (_, size, type, status) => {
      const body = new Response(form(['file', file(size, type)]))
      const headers = { 'Content-Type': body.headers.get('Content-Type') as string }
      expect(await statusOf(body.body as ReadableStream, pathFor('a'), headers)).toBe(status)
      expect((await folder.files()).length).toBe(status === 201 ? 1 : 0)
    })

    it.each<[string, FormData, readonly number[]]>([
      ['without a type', form(['file', file(500, '')]), [415]],
      ['with a field behind it', form(['file', file(500)], ['note', 'late']), [201]],
      ['with a field that is too long behind it', form(['file', file(500)], ['note', 'x'.repeat(2000)]), [400]],
      ['with another file behind it', form(['file', file(500)], ['file', file(500)]), [400, 413]],
      ['with another file under another name behind it', form(['file', file(500)], ['file2', file(500)]), [400, 413]],
      ['with another file behind it that is too large', form(['file', file(500)], ['file', file(5000)]), [400, 413]],
      ['that is too large, with another behind it', form(['file', file(5000)], ['file', file(500)]), [400, 413]],
    ])('a file %s', async (_, body, statuses) => {
      expect(statuses).toContain(await statusOf(body)) // the plugin for Fastify answers 413 to a second file
      expect((await folder.files()).length).toBe(statuses[0] === 201 ? 1 : 0)
    })

    it('a form without a file', async () => {
      expect(await statusOf(form(['note', 'alone']))).toBe(400)
      expect(await statusOf(form())).toBe(400)
      expect(await folder.files()).toEqual([])
    })

    it('a form that ends in the middle of its file', async () => {
      expect(await statusOf(`${PART}${'y'.repeat(500)}`, pathFor('a'), FORM)).toBe(400)
      await vi.waitFor(async () => expect(await folder.files()).toEqual([]))
    })

    it.each([
      ['image/png', [400, 415]],
      ['multipart/form-data', [400, 415]],
    ])('a body that is not a form: %s', async (type, statuses) => {
      expect(statuses).toContain(await statusOf(bytes(500), pathFor('a'), { 'Content-Type': type }))
      expect(await folder.files()).toEqual([])
    })

    it('a form larger than its file may be by far is not read to its end', async () => {
      const conversation = converse(server.port)
      conversation.send(formHead(pathFor('a'), 100_000_000) + PART)
      const socket = conversation.socket
      const piece = Buffer.alloc(100_000)
      const pump = (): void => {
        while (!socket.destroyed && socket.write(piece));
      }
      socket.on('drain', pump)
      pump()
      // A client that goes on writing may lose the answer with the connection.
      const answer = await conversation.read('POST').catch(() => undefined)
      if (answer !== undefined) expect(answer.status).toBe(413)
      const last = server.sockets.at(-1)
      await vi.waitFor(() => expect(last?.destroyed).toBe(true))
      expect(last?.bytesRead).toBeLessThan(1_000_000)
      await vi.waitFor(async () => expect(await folder.files()).toEqual([]))
    })

    it('a form that breaks off after its file was refused', async () => {
      expect([400, 413]).toContain(await statusOf(`${PART}${'y'.repeat(60_000)}`, pathFor('a'), FORM))
      await vi.waitFor(async () => expect(await folder.files()).toEqual([]))
    })

    it('a client that goes away in the middle of the file', async () => {
      const conversation = converse(server.port)
      conversation.send(formHead(pathFor('a'), 5000) + PART + 'y'.repeat(500))
      await vi.waitFor(async () => expect((await folder.files()).length).toBe(1))
      conversation.end()
      await vi.waitFor(async () => expect(await folder.files()).toEqual([]))
    })
  })

  it('refuses and accepts on one connection', async () => {
    const conversation = converse(server.port)
    for (const [size, status] of [
      [900_000, 415], // more than Node and the parser read ahead
      [1000, 201],
      [99, 400],
      [1001, 413],
      [100, 201],
    ]) {
      await folder.clear()
      const upload = status === 415 ? { maxBytes: 1_000_000, contentTypes: ['text/*'] } : LIMITS
      const body = `${PART}${'y'.repeat(size as number)}${END}`
      conversation.send(formHead(pathFor('a', upload), body.length) + body)
      expect((await conversation.read('POST')).status).toBe(status)
    }
    conversation.end()
  })

  it('needs the link, and replaces nothing', async () => {
    expect(await statusOf(form(['file', file(500)]), '/inbox/a')).toBe(401)
    expect(await statusOf(form(['file', file(500)]), pathFor('a').replace('/a', '/b'))).toBe(403)
    expect(await statusOf(form(['file', file(500)]))).toBe(201)
    expect(await statusOf(form(['file', file(600)]))).toBe(409)
    expect(await folder.files()).toEqual([join(folder.path, nameOf('a'))])
    expect((await readFile(join(folder.path, nameOf('a')))).length).toBe(500)
  })

  it('takes a large file, in order, on a link without limits', async () => {
    const path = `/inbox/a?token=${links.sign('a', 'create', '1h')}`
    const answer = await post(form(['note', 'first'], ['file', file(3_000_000, 'text/html')]), path)
    expect([answer.status, await answer.json()]).toEqual([201, { note: 'first' }])
    expect((await readFile(join(folder.path, nameOf('a')))).equals(bytes(3_000_000))).toBe(true)
  })

  it.each(['..', '.', '../../a', 'a/b', 'CON', 'ü'])('keeps the file %j in the folder', async (id) => {
    const path = pathFor(id).replace(`/${id}?`, `/${encodeURIComponent(id).replaceAll('.', '%2E')}?`)
    const conversation = converse(server.port)
    const body = `${PART}${'y'.repeat(500)}${END}`
    conversation.send(formHead(path, body.length) + body)
    expect((await conversation.read('POST')).status).toBe(201)
    conversation.end()
    expect(await folder.files()).toEqual([join(folder.path, nameOf(id))])
  })

  it('accepts exactly the sizes between the limits', async () => {
    const sizes = fc.record({ size: fc.nat(300), min: fc.nat(150), more: fc.nat(150) })
    await fc.assert(
      fc.asyncProperty(sizes, async ({ size, min, more }) => {
        await folder.clear()
        const upload = { minBytes: min, maxBytes: Math.max(min + more, 1) }
        const expected = size > upload.maxBytes ? 413 : size < min ? 400 : 201
        expect(await statusOf(form(['file', file(size)]), pathFor('a', upload))).toBe(expected)
        expect((await folder.files()).length).toBe(expected === 201 ? 1 : 0)
      }),
      runs(30),
    )
  })
})
