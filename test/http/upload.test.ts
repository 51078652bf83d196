import { Readable } from 'node:stream'
import type { UploadLimits } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { limitUpload, UploadError } from '../../src/http/index.ts'
import { checkAnnounced } from '../../src/http/upload.ts'
import { runs } from '../support/runs.ts'

const check = (limits: UploadLimits | undefined, headers: Record<string, string>, method = 'PUT', perm = 'write') =>
  checkAnnounced({ method, url: '/', headers }, perm, limits)

describe('what is announced', () => {
  it.each([
    ['9', 'upload-too-small'],
    ['10', undefined],
    ['20', undefined],
    ['21', 'upload-too-large'],
    ['9007199254740993', 'upload-too-large'],
    ['9'.repeat(400), 'upload-too-large'],
    ['0', 'upload-too-small'],
    ['', 'bad-request'],
    ['-1', 'bad-request'],
    ['1e1', 'bad-request'],
    ['0x10', 'bad-request'],
    ['15, 15', 'bad-request'],
    ['15.0', 'bad-request'],
  ])('as length: %s', (length, expected) => {
    expect(check({ minBytes: 10, maxBytes: 20 }, { 'content-length': length })).toBe(expected)
  })

  it('as length may be missing, or have one limit only', () => {
    expect(check({ minBytes: 10, maxBytes: 20 }, {})).toBeUndefined()
    expect(check({ minBytes: 10 }, { 'content-length': '99999999999' })).toBeUndefined()
    expect(check({ maxBytes: 10 }, { 'content-length': '0' })).toBeUndefined()
  })

  it.each([
    ['image/png', undefined],
    ['IMAGE/PNG', undefined],
    [' image/png ;a=b', undefined],
    ['text/plain; charset=utf-8', undefined],
    ['text/x', undefined],
    ['text/plain;', undefined],
    ['text/plain ; ;a=b\t; c="d, \\" e" ', undefined],
    ['text/vnd.a-b+c', undefined],
    // Other readers would take these for other types.
    ['image/png, text/html', 'upload-wrong-type'],
    ['text/x,text/html;charset=utf-8', 'upload-wrong-type'],
    ['text/x;a=b, text/html', 'upload-wrong-type'],
    ['text/x;a="b, text/html', 'upload-wrong-type'],
    ['text/x;a="b" text/html', 'upload-wrong-type'],
    ['text/x text/html', 'upload-wrong-type'],
    ['text/', 'upload-wrong-type'],
    ['text/*', 'upload-wrong-type'],
    ['text/<script>', 'upload-wrong-type'],
    ['text//html', 'upload-wrong-type'],
    ['text/a b', 'upload-wrong-type'],
    ['text/.x', 'upload-wrong-type'],
    [`text/${'x'.repeat(128)}`, 'upload-wrong-type'],
    ['\u212aext/plain', 'upload-wrong-type'],
    ['text/plain; a', 'upload-wrong-type'],
    ['text/plain\u00a0', 'upload-wrong-type'],
    ['image/gif', 'upload-wrong-type'],
    ['image/*', 'upload-wrong-type'],
    ['textual/plain', 'upload-wrong-type'],
    ['image', 'upload-wrong-type'],
    ['texts', 'upload-wrong-type'], // no subtype: `text` with any letter behind it
    ['/*', 'upload-wrong-type'],
    ['', 'upload-wrong-type'],
    ['multipart/form-data; a=image/png', 'upload-wrong-type'],
  ])('as type: %s', (type, expected) => {
    expect(check({ contentTypes: ['image/png', 'text/*'] }, { 'content-type': type })).toBe(expected)
  })

  it('as type must be there where the link demands one', () => {
    expect(check({ contentTypes: ['image/png'] }, {})).toBe('upload-wrong-type')
    expect(check({ maxBytes: 1 }, {})).toBeUndefined()
  })

  it('as type must be one, also where Node shows the first of several', () => {
    const raw = ['Content-Type', 'image/png', 'content-type', 'text/html']
    const types = (rawHeaders: string[]) =>
      checkAnnounced({ method: 'PUT', url: '/', headers: { 'content-type': 'image/png' }, rawHeaders }, 'write', {
        contentTypes: ['image/png'],
      })
    expect(types(raw.slice(0, 2))).toBeUndefined()
    expect(types(raw)).toBe('upload-wrong-type')
    const headers = new Headers([
      ['content-type', 'image/png'],
      ['content-type', 'text/html'],
    ])
    expect(checkAnnounced({ method: 'PUT', url: '/', headers }, 'write', { contentTypes: ['image/*'] })).toBe(
      'upload-wrong-type',
    )
  })

  it('as type is read in linear time', () => {
    // Would take longer than the universe is old if there were two ways to match each blank.
    expect(check({ contentTypes: ['text/*'] }, { 'content-type': `text/x${' ; '.repeat(5000)}"` })).toBe(
      'upload-wrong-type',
    )
  })

  it('counts for permissions that bring a file, whatever the method, and for links that have limits', () => {
    const headers = { 'content-length': '2', 'content-type': 'text/html' }
    for (const method of ['PUT', 'POST', 'PATCH', 'PROPFIND', 'GET', 'HEAD', 'DELETE']) {
      for (const perm of ['write', 'create', 'annotate']) {
        expect(check({ maxBytes: 1 }, headers, method, perm)).toBe('upload-too-large')
        expect(check({ contentTypes: ['image/*'] }, headers, method, perm)).toBe('upload-wrong-type')
        expect(check(undefined, headers, method, perm)).toBeUndefined()
      }
      for (const perm of ['read', 'list', 'delete'])
        expect(check({ maxBytes: 1, contentTypes: ['image/*'] }, headers, method, perm)).toBeUndefined()
    }
  })

  it('as no type is wrong only where there may be a body', () => {
    const limits = { contentTypes: ['image/*'] }
    const chunked = { 'transfer-encoding': 'chunked' }
    for (const method of ['GET', 'HEAD', 'DELETE']) {
      expect(check(limits, {}, method)).toBeUndefined()
      expect(check(limits, { 'content-length': '1' }, method)).toBe('upload-wrong-type')
      expect(check(limits, chunked, method)).toBe('upload-wrong-type')
    }
    for (const method of ['PUT', 'POST', 'PATCH', 'GET', 'DELETE', 'PROPFIND']) {
      expect(check(limits, { 'content-length': '0' }, method)).toBeUndefined()
      expect(check(limits, { ...chunked, 'content-length': '0' }, method)).toBe('upload-wrong-type')
      expect(check(limits, { 'content-type': 'text/html', 'content-length': '0' }, method)).toBe('upload-wrong-type')
    }
    // HTTP/2 and the Fetch API need no header that says that there is one.
    for (const method of ['PUT', 'POST', 'PATCH', 'PROPFIND'])
      expect(check(limits, {}, method)).toBe('upload-wrong-type')
  })
})

async function* chunksOf(...lengths: number[]): AsyncGenerator<Uint8Array> {
  for (const length of lengths) yield new Uint8Array(length)
}

async function pass(body: AsyncIterable<Uint8Array>, upload?: UploadLimits): Promise<number> {
  let length = 0
  for await (const chunk of limitUpload(body, upload === undefined ? {} : { upload })) length += chunk.byteLength
  return length
}

describe('limitUpload', () => {
  it('refuses at once a stream that a body parser has read, which would look empty', async () => {
    const parsed = Readable.from([new Uint8Array(3)])
    for await (const chunk of parsed) expect(chunk.length).toBe(3)
    expect(() => limitUpload(parsed, {})).toThrow(
      new TypeError('limitUpload: the body has been read already; no body parser may stand before this route'),
    )
    let length = 0
    for await (const chunk of limitUpload(Readable.from([new Uint8Array(3)]), {})) length += chunk.length
    expect(length).toBe(3)
  })

  it('passes on what keeps the limits, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 30 })),
        fc.nat({ max: 150 }),
        fc.nat({ max: 150 }),
        async (lengths, a, b) => {
          const [minBytes, maxBytes] = [Math.min(a, b), Math.max(a, b)]
          const total = lengths.reduce((sum, length) => sum + length, 0)
          let seen = 0
          const run = async (): Promise<void> => {
            for await (const chunk of limitUpload(chunksOf(...lengths), { upload: { minBytes, maxBytes } }))
              seen += chunk.length
          }
          const code = await run().then(
            () => undefined,
            (error) => (error as UploadError).code,
          )
          expect(code).toBe(total > maxBytes ? 'upload-too-large' : total < minBytes ? 'upload-too-small' : undefined)
          expect(seen).toBeLessThanOrEqual(maxBytes)
          if (code !== 'upload-too-large') expect(seen).toBe(total)
        },
      ),
      runs(200),
    )
  })

  it('passes on everything where there are no limits', async () => {
    expect(await pass(chunksOf(5, 0, 7))).toBe(12)
    expect(await pass(chunksOf())).toBe(0)
  })

  it('throws at the first byte too many, and reads no further', async () => {
    const read = vi.fn()
    async function* body(): AsyncGenerator<Uint8Array> {
      for (const length of [2, 1, 1]) {
        read(length)
        yield new Uint8Array(length)
      }
    }
    const error = await pass(body(), { maxBytes: 2 }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UploadError)
    expect(error).toMatchObject({ name: 'UploadError', code: 'upload-too-large', status: 413, expose: true })
    expect(error.message).toBe('upload-too-large: the body is larger than the link allows')
    expect(read.mock.calls).toEqual([[2], [1]])
  })

  it('throws at the end where there are too few', async () => {
    const error = await pass(chunksOf(1, 1), { minBytes: 3 }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'upload-too-small', status: 400, message: expect.stringMatching(/smaller/) })
  })

  it('takes Node streams and web streams, and leaves them open where it throws', async () => {
    const node = Readable.from([new Uint8Array(2), new Uint8Array(2)])
    await expect(pass(node, { maxBytes: 2 })).rejects.toThrow(UploadError)
    expect(node.destroyed).toBe(false)
    expect(node.listenerCount('readable')).toBe(0)
    const cancel = vi.fn()
    const web = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const length of [2, 2]) controller.enqueue(new Uint8Array(length))
      },
      cancel,
    })
    await expect(pass(web, { maxBytes: 2 })).rejects.toThrow(UploadError)
    expect(cancel).not.toHaveBeenCalled()
    expect(web.locked).toBe(false)
    expect(await pass(Readable.from([new Uint8Array(2)]), { maxBytes: 2 })).toBe(2)
  })

  it('refuses text, whose length is not that of its bytes', async () => {
    await expect(pass(Readable.from(['é']) as never, { maxBytes: 1 })).rejects.toThrow(
      new TypeError('limitUpload: the body must be bytes, not text'),
    )
  })

  it('fails as the body does', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1)
      throw new Error('aborted')
    }
    await expect(pass(body(), { minBytes: 3 })).rejects.toThrow('aborted')
  })
})
