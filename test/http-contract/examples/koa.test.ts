import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Router from '@koa/router'
import { createKey, createLinks } from 'daypass'
import { linkOf, requireLink } from 'daypass/koa'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../examples/koa/app.ts'
import { PROJECT } from '../../support/project.ts'
import { exchange, type Served, serve } from '../../support/serve.ts'

const links = createLinks({ keys: [createKey('k')] })
let root: string
let served: Served
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'daypass-koa-'))
  await writeFile(join(root, 'ä.txt'), '0123456789')
  await symlink('/etc/hostname', join(root, 'link'))
  await symlink('loop', join(root, 'loop'))
  await mkdir(join(root, 'folder'))
  served = await serve(createApp(root, links).callback())
})
afterAll(async () => {
  await served.close()
  await rm(root, { recursive: true })
})

const ask = (id: string, perms: 'read' | 'write' | 'create', init: RequestInit = {}, options = {}): Promise<Response> =>
  fetch(`${served.origin}/files/${encodeURIComponent(id)}?token=${links.sign(id, perms, 60, options)}`, init)

describe('the example on Koa', () => {
  it('sends files, whole and in part', async () => {
    const whole = await ask('ä.txt', 'read')
    expect([whole.status, await whole.text()]).toEqual([200, '0123456789'])
    expect(whole.headers.get('cache-control')).toMatch(/^private, max-age=/)
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename=/)
    const head = await ask('ä.txt', 'read', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
    const part = await ask('ä.txt', 'read', { headers: { Range: 'bytes=4-' } })
    expect([part.status, await part.text()]).toEqual([206, '456789'])
    expect((await ask('ä.txt', 'read', { headers: { Range: 'bytes=10-' } })).status).toBe(416)
  })

  it('refuses what no link permits', async () => {
    expect((await fetch(`${served.origin}/files/x`)).status).toBe(401)
    expect((await ask('ä.txt', 'read', { method: 'PUT', body: 'x' })).status).toBe(403)
    expect((await ask('ä.txt', 'create', { method: 'POST', body: 'x' })).status).toBe(405)
  })

  it('has no file elsewhere', async () => {
    for (const id of ['nothing', 'link', '../etc/hostname', '.env', 'loop', 'loop/x', 'x'.repeat(300)])
      expect((await ask(id, 'read')).status, id).toBe(404)
    const token = links.sign('x', 'read', 60)
    const elsewhere = `?token=${links.sign('ä.txt', 'read', 60)}`
    for (const prefix of ['/xxxxx/', '/files.', '/Files/', '//files', '/'])
      expect((await fetch(`${served.origin}${prefix}%C3%A4.txt${elsewhere}`)).status, prefix).toBe(404)
    const broken = `GET /files/%zz?token=${token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    expect(await exchange(served.port, broken)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('takes uploads', async () => {
    const put = (body: string, perms: 'write' | 'create', options = {}, headers = {}): Promise<Response> =>
      ask('new.txt', perms, { method: 'PUT', body, headers }, options)
    expect((await put('one', 'create', {}, { 'If-None-Match': '*' })).status).toBe(201)
    expect((await put('two', 'create', {}, { 'If-None-Match': '*' })).status).toBe(412)
    expect((await put('two', 'write', {}, { 'If-None-Match': '*' })).status).toBe(412)
    expect((await put('two', 'write')).status).toBe(204)
    expect((await put('x', 'write', {}, { 'Content-Range': 'bytes 0-0/2' })).status).toBe(400)
    expect((await put('three', 'write', { upload: { maxBytes: 4 } })).status).toBe(413)
    const body = new Blob(['three']).stream()
    const streamed = await ask('new.txt', 'write', { method: 'PUT', body, duplex: 'half' } as RequestInit, {
      upload: { maxBytes: 4 },
    })
    expect([streamed.status, await streamed.json()]).toEqual([
      411,
      expect.objectContaining({ code: 'length-required' }),
    ])
    expect((await ask('folder', 'write', { method: 'PUT', body: 'x' })).status).toBe(409)
    expect((await ask('x'.repeat(256), 'write', { method: 'PUT', body: 'x' })).status).toBe(400)
    expect(await readFile(join(root, 'new.txt'), 'utf8')).toBe('two')
    expect((await readdir(root)).sort()).toEqual(['folder', 'link', 'loop', 'new.txt', 'ä.txt'])
  })
})

it('has a route for a tree, as its README says', async () => {
  const route = /router\.get\('(\S+\*\S+)'/.exec(
    await readFile(join(PROJECT, 'examples/koa/README.md'), 'utf8'),
  )?.[1] as string
  const router = new Router()
  router.get(route, requireLink(links, { perm: 'read', fileId: (ctx) => `studies/${ctx.params.path}` }), (ctx) => {
    ctx.body = linkOf(ctx).fileId
  })
  const tree = await serve(new Koa().use(router.routes()).callback())
  const get = async (path: string, id: string): Promise<unknown[]> => {
    const answer = await fetch(`${tree.origin}${path}?token=${links.sign(id, 'read', 60)}`)
    return [answer.status, await answer.text()]
  }
  expect(await get('/studies/a/%C3%A4.dcm', 'studies/a/ä.dcm')).toEqual([200, 'studies/a/ä.dcm'])
  expect(await get('/studies/a/b', 'studies/a/c')).toEqual([403, expect.any(String)])
  // A parameter that is not there must not become a name.
  expect((await get('/studies/', 'studies/undefined'))[0]).toBe(404)
  await tree.close()
})
