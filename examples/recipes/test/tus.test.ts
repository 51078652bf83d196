import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { narrow, type UploadLimits } from 'daypass'
import * as tus from 'tus-js-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { linksAt } from '../../../test/support/fixtures.ts'
import { nameOf } from '../received-file.ts'
import { createApp } from '../tus.ts'
import { bytes, FILES, LIMITS } from './support/files.ts'
import { type Folder, makeFolder, type Running, run } from './support/running.ts'
import { askTus, BODY, type TusAnswer, type TusRequest } from './support/tus.ts'

const links = linksAt(Date.now())
const sign = (upload?: UploadLimits): string => links.sign('a', 'create', '1h', upload === undefined ? {} : { upload })
const PNG = { 'Upload-Metadata': `filetype ${btoa('image/png')}` }

let folder: Folder
let server: Running
beforeAll(async () => {
  folder = await makeFolder()
  server = await run(createApp(links, folder.path))
})
beforeEach(() => folder.clear())
afterAll(async () => {
  await server.close()
  await folder.remove()
})

/** tus removes its copy of a complete upload while it answers. */
const onlyStored = (isStored = true): Promise<void> =>
  vi.waitFor(async () => expect(await folder.files()).toEqual(isStored ? [join(folder.path, nameOf('a'))] : []))
const stored = (): Promise<Buffer> => readFile(join(folder.path, nameOf('a')))

/** Uploads with the client of the protocol's authors, in pieces of 500 bytes, and gives the status of the last answer. */
async function upload(size: number, type: string, token: string): Promise<number | undefined> {
  let status: number | undefined
  await new Promise<void>((resolve) => {
    new tus.Upload(Buffer.from(bytes(size)), {
      endpoint: `${server.origin}/uploads/a?token=${token}`,
      metadata: { filename: 'a.png', filetype: type },
      chunkSize: 500,
      retryDelays: null as unknown as number[],
      onAfterResponse: (_, answer) => {
        status = answer.getStatus()
      },
      onSuccess: () => resolve(),
      onError: () => resolve(),
    }).start()
  })
  return status
}

const ask = (...request: TusRequest): Promise<TusAnswer> => askTus(server.origin, ...request)
const create = (token: string, headers: Record<string, string>, body?: RequestInit['body']): Promise<TusAnswer> =>
  ask('POST', `/uploads/a?token=${token}`, headers, body)
const patch = (path: string, offset: number, size: number, headers = {}): Promise<TusAnswer> =>
  ask('PATCH', path, { ...BODY, 'Upload-Offset': String(offset), ...headers }, bytes(size))

describe('with limits', () => {
  it.each(FILES)('a file %s', async (_, size, type, status) => {
    const last = await upload(size, type, sign(LIMITS))
    // The last piece that is accepted is answered by 204 (tus 1.0, section 2.2).
    expect(last).toBe(status === 201 ? 204 : status)
    await onlyStored(status === 201)
    if (status === 201) expect((await stored()).equals(bytes(size))).toBe(true)
  })

  it.each<[string, Record<string, string>, number]>([
    ['whose length comes later', { 'Upload-Defer-Length': '1', ...PNG }, 411],
    ['without a type', { 'Upload-Length': '500' }, 415],
    ['with an empty type', { 'Upload-Length': '500', 'Upload-Metadata': 'filetype' }, 415],
    ['with two lengths', { 'Upload-Length': '500', 'Upload-Defer-Length': '1', ...PNG }, 400],
    ['with a length that is not a number', { 'Upload-Length': '5e2', ...PNG }, 400],
    ['made of others', { 'Upload-Concat': 'final;/uploads/a/b', ...PNG }, 501],
  ])('an upload %s is refused, and nothing is stored', async (_, headers, status) => {
    expect((await create(sign(LIMITS), headers)).status).toBe(status)
    expect(await folder.files()).toEqual([])
  })

  it('pieces never exceed the length that was checked', async () => {
    const { status, location } = await create(sign(LIMITS), { 'Upload-Length': '900', ...PNG })
    expect(status).toBe(201)
    expect(await patch(location, 0, 500)).toMatchObject({ status: 204, offset: '500' })
    expect((await patch(location, 500, 500)).status).toBe(413)
    expect((await patch(location, 500, 400, { 'Upload-Length': '2000' })).status).toBe(400)
    expect((await patch(location, 900, 500)).status).toBe(409)
    expect(await ask('HEAD', location, {})).toMatchObject({ status: 200, offset: '500' })
    expect(await patch(location, 500, 400)).toMatchObject({ status: 204, offset: '900' })
    expect((await stored()).length).toBe(900)
    await onlyStored()
    expect((await patch(location, 900, 500)).status).toBe(404)
    await onlyStored()
  })

  it('a piece without a length is cut off at the length that was checked', async () => {
    const { location } = await create(sign(LIMITS), { 'Upload-Length': '900', ...PNG })
    const body = new Blob([bytes(500), bytes(500)]).stream()
    expect((await ask('PATCH', location, { ...BODY, 'Upload-Offset': '0' }, body)).status).toBe(413)
    const offset = Number((await ask('HEAD', location, {})).offset)
    expect(offset).toBeLessThanOrEqual(900)
    for (const path of await folder.files()) expect((await readFile(path)).length).toBeLessThanOrEqual(900)
  })

  it('the bytes that come with the first request count', async () => {
    const headers = { ...BODY, 'Upload-Length': '900', ...PNG }
    for (const token of [sign(LIMITS), sign()]) {
      expect((await create(token, headers, bytes(901))).status).toBe(413)
      expect((await create(token, headers, new Blob([bytes(900)]).stream())).status).toBe(413)
      expect(await folder.files()).toEqual([])
    }
    expect(await create(sign(LIMITS), headers, bytes(900))).toMatchObject({ status: 201, offset: '900' })
    expect((await stored()).length).toBe(900)
    await onlyStored()
  })
})

describe('an upload and its link', () => {
  const other = [
    ['of the same file with other limits', () => sign({ ...LIMITS, maxBytes: 2000 })],
    ['narrowed from it', () => narrow(sign(LIMITS), { ttl: '30m' })],
    ['without limits', () => sign()],
  ] as const

  it.each(other)('a link %s continues it as little as none', async (_, make) => {
    const { location } = await create(sign(LIMITS), { 'Upload-Length': '900', ...PNG })
    const path = location.slice(0, location.indexOf('?'))
    const [token, otherToken] = [sign(LIMITS), make()]
    expect(location).toBe(`${path}?token=${token}`)
    expect((await patch(path, 0, 500)).status).toBe(401)
    expect((await ask('HEAD', path, {})).status).toBe(401)
    expect((await patch(`${path}?token=${otherToken}`, 0, 500)).status).toBe(404)
    expect((await ask('HEAD', `${path}?token=${otherToken}`, {})).status).toBe(404)
    expect((await patch(path.replace('/a/', '/b/') + location.slice(path.length), 0, 500)).status).toBe(403)
    expect(await ask('HEAD', location, {})).toMatchObject({ status: 200, offset: '0' })
  })

  it('has an id of its own, so that making another changes nothing of it', async () => {
    const headers = { 'Upload-Length': '900', ...PNG }
    const first = await create(sign(LIMITS), headers)
    await patch(first.location, 0, 500)
    const second = await create(sign(LIMITS), headers)
    expect(second.location).not.toBe(first.location)
    expect(await patch(first.location, 500, 400)).toMatchObject({ status: 204, offset: '900' })
    expect((await patch(second.location, 0, 900)).status).toBe(409)
    expect((await stored()).length).toBe(900)
    await onlyStored()
  })

  it('replaces nothing', async () => {
    expect(await upload(900, 'image/png', sign(LIMITS))).toBe(204)
    expect(await upload(800, 'image/png', sign(LIMITS))).toBe(409)
    expect((await stored()).length).toBe(900)
    await onlyStored()
  })

  it('is neither read nor deleted with it', async () => {
    const { location } = await create(sign(LIMITS), { 'Upload-Length': '900', ...PNG })
    await patch(location, 0, 500)
    for (const method of ['GET', 'DELETE', 'OPTIONS', 'PUT']) {
      const { status, text } = await ask(method, location, {})
      expect([status, text.includes('token')]).toEqual([method === 'OPTIONS' ? 200 : 404, false])
    }
    for (const method of ['DELETE', 'GET']) {
      await ask('POST', location, { 'X-HTTP-Method-Override': method })
      await ask('PATCH', location, { ...BODY, 'X-HTTP-Method-Override': method, 'Upload-Offset': '9' }, bytes(1))
    }
    expect(await ask('HEAD', location, {})).toMatchObject({ status: 200, offset: '500' })
  })

  it('has the length that the client likes if the link has no limits', async () => {
    const token = sign()
    expect(await upload(5000, 'text/html', token)).toBe(204)
    expect((await stored()).equals(bytes(5000))).toBe(true)
    await onlyStored()
    await folder.clear()
    const { status, location } = await create(token, { 'Upload-Defer-Length': '1' })
    expect(status).toBe(201)
    expect((await patch(location, 0, 500, { 'Upload-Length': '500' })).status).toBe(204)
    expect((await stored()).length).toBe(500)
  })
})
