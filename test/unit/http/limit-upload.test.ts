import { PassThrough, Readable } from 'node:stream'
import vm from 'node:vm'
import type { UploadLimits } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { limitUpload, UploadError } from '../../../src/http/index.ts'
import { markTypeChecked } from '../../../src/http/limit-upload.ts'
import { linksAt } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'

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
      new TypeError('limitUpload: the body has already been read; remove the body parser in front of this route'),
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

  it('passes on everything if there are no limits', async () => {
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
    expect(error.message).toBe('upload-too-large: the file is larger than the link allows')
    expect(read.mock.calls).toEqual([[2], [1]])
  })

  it('throws at the end if there are too few', async () => {
    const error = await pass(chunksOf(1, 1), { minBytes: 3 }).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'upload-too-small', status: 400, message: expect.stringMatching(/smaller/) })
  })

  it('takes Node streams and web streams, and leaves them open if it throws', async () => {
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

  describe('of a link that limits the type', () => {
    const limits = { contentTypes: ['image/*', 'text/plain'] }
    const typed = async (contentType?: string): Promise<string> => {
      try {
        for await (const _ of limitUpload(chunksOf(1), { upload: limits }, contentType));
        return 'passes'
      } catch (error) {
        return (error as UploadError).code ?? (error as Error).message
      }
    }

    it.each([
      ['image/png', 'passes'],
      ['TEXT/plain; charset=utf-8', 'passes'],
      ['text/html', 'upload-wrong-type'],
      ['image', 'upload-wrong-type'],
      ['image/png, text/html', 'upload-wrong-type'],
      ['', 'upload-wrong-type'],
    ])('compares the type of the file: %s', async (type, expected) => {
      expect(await typed(type)).toBe(expected)
    })

    it('tells the type that it refuses only when the file is read, as all limits', async () => {
      const file = limitUpload(chunksOf(1), { upload: limits }, 'text/html')
      await expect(file.next()).rejects.toMatchObject({ code: 'upload-wrong-type', status: 415, expose: true })
    })

    it('lets nothing pass of which nobody has said the type, unless the guard has compared it', async () => {
      expect(await typed()).toBe(
        'limitUpload: this link limits the media type; pass that of the file as the third argument',
      )
      const grant = linksAt().verify(linksAt().sign('f', 'write', 60, { upload: limits }))
      markTypeChecked(grant)
      const file = limitUpload(chunksOf(1), grant)
      expect((await file.next()).value).toHaveLength(1)
      await expect(limitUpload(chunksOf(1), grant, 'text/html').next()).rejects.toMatchObject({
        code: 'upload-wrong-type',
      })
      await expect(limitUpload(chunksOf(1), { ...grant }).next()).rejects.toThrow(TypeError)
      expect(Object.keys(grant)).not.toContain('Symbol(daypass/type-checked)')
    })
  })

  it('ends no process when a file breaks off before it is read', async () => {
    const part = new PassThrough()
    const file = limitUpload(part, {})
    const unhandled = vi.fn()
    process.on('uncaughtException', unhandled)
    const closed = new Promise((resolve) => part.once('close', resolve))
    part.destroy(new Error('the client is gone'))
    await closed
    await new Promise(setImmediate)
    process.off('uncaughtException', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    await expect(file.next()).rejects.toThrow()
  })

  it.each([{ maxBytes: 1 }, { contentTypes: ['image/png'] }])(
    'ends no process when what it refused breaks off later: %j',
    async (upload) => {
      const part = new PassThrough()
      part.write('more than one byte')
      await expect(limitUpload(part, { upload }, 'text/plain').next()).rejects.toThrow(UploadError)
      const unhandled = vi.fn()
      process.on('uncaughtException', unhandled)
      const closed = new Promise((resolve) => part.once('close', resolve))
      part.destroy(new Error('the client is gone'))
      await closed
      await new Promise(setImmediate)
      process.off('uncaughtException', unhandled)
      expect(unhandled).not.toHaveBeenCalled()
    },
  )

  it('takes bytes of another realm, as under jsdom', async () => {
    const foreign: AsyncIterable<Uint8Array> = Readable.from([vm.runInNewContext('new Uint8Array(3)')])
    expect(await pass(foreign, { maxBytes: 3 })).toBe(3)
  })

  it('reads no limit from a polluted prototype', async () => {
    const prototype = Object.prototype as { maxBytes?: number; upload?: UploadLimits }
    prototype.maxBytes = 1
    prototype.upload = { maxBytes: 1 }
    try {
      expect(await pass(chunksOf(5), { minBytes: 1 })).toBe(5)
      expect(await pass(chunksOf(5))).toBe(5)
    } finally {
      delete prototype.maxBytes
      delete prototype.upload
    }
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
