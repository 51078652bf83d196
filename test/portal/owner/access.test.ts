import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownHosts } from '../../../examples/portal/security/own-host.ts'
import { ownerSession } from '../../../examples/portal/security/owner-session.ts'
import { exchange, serve } from '../../support/serve.ts'
import { DEFAULTS, send, share } from '../support/owner.ts'
import { type Running, startPortal } from '../support/portal.ts'

let portal: Running
beforeAll(async () => {
  portal = await startPortal()
  await writeFile(join(portal.root, 'a.txt'), '0123456789')
  await mkdir(join(portal.root, 'folder'))
})
afterAll(() => portal.close())

const PAGES = [
  '/',
  '/links',
  '/activity',
  '/share?file=a.txt',
  '/request',
  '/revoke',
  '/download?file=a.txt',
  '/nothing',
]

describe('the pages of the owner', () => {
  it.each(PAGES)('%s answers to its own Host only', async (path) => {
    const ask = (host: string): Promise<string> =>
      exchange(portal.port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(await ask(`localhost:${portal.port}`)).toMatch(path === '/nothing' ? /^HTTP\/1\.1 404/ : /^HTTP\/1\.1 200/)
    const foreign = [
      'evil.example',
      `evil.example:${portal.port}`,
      '127.0.0.1',
      `127.0.0.1:${portal.port}.evil.example`,
    ]
    for (const host of foreign) {
      const answer = await ask(host)
      expect(answer, host).toMatch(/^HTTP\/1\.1 403/)
      expect(answer).not.toContain('a.txt')
    }
  })

  it.each([
    'X-Forwarded-For: 192.0.2.1',
    'X-Forwarded-Host: files.example',
    'Forwarded: for=192.0.2.1',
    'Via: 1.1 proxy',
  ])('do not answer through a proxy that adds %s, with any Host', async (header) => {
    const head = `Host: 127.0.0.1:${portal.port}\r\n${header}\r\nConnection: close\r\n\r\n`
    for (const path of ['/', '/links', '/sign-in'])
      expect(await exchange(portal.port, `GET ${path} HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1\.1 403/)
  })

  it('answer to their name without the port if it is that of the scheme', () => {
    expect(ownHosts(80)).toEqual(['127.0.0.1:80', 'localhost:80', '127.0.0.1', 'localhost'])
    expect(ownHosts(443)).toContain('localhost')
    expect(ownHosts(8080)).toEqual(['127.0.0.1:8080', 'localhost:8080'])
  })

  it('take no form from elsewhere', async () => {
    const id = await share(portal, 'a.txt')
    const forms: readonly (readonly [string, Record<string, string>])[] = [
      ['/share', { file: 'a.txt', ...DEFAULTS }],
      ['/request', { folder: 'inbox', maxSize: '1', ...DEFAULTS }],
      [`/links/${id}/revoke`, {}],
      [`/links/${id}/end`, { add: '7d' }],
      ['/revoke', {}],
      ['/upload', {}],
    ]
    const before = portal.records.listLinks()
    for (const [path, fields] of forms) {
      const origins = [
        'http://evil.example',
        'null',
        `https://127.0.0.1:${portal.port}`,
        `${portal.origin}.evil.example`,
      ]
      for (const Origin of origins)
        expect((await send(portal, path, fields, { Origin })).status, `${path} ${Origin}`).toBe(403)
      const bare = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${portal.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
      expect(await exchange(portal.port, bare)).toMatch(/^HTTP\/1\.1 403/)
    }
    expect(portal.records.listLinks()).toEqual(before)
    expect((await portal.managed.tryVerify(await tokenOf(id), { fileId: 'a.txt' })).ok).toBe(true)
  })

  it('let a browser name the origin of a form, are not cached, and load nothing from other origins', async () => {
    for (const path of PAGES.slice(0, 6)) {
      const response = await fetch(portal.origin + path)
      // Under `no-referrer` a form is sent with `Origin: null`, which is refused.
      expect(response.headers.get('referrer-policy'), path).toBe('same-origin')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'self'; script-src 'self';/,
      )
      expect(response.headers.get('content-security-policy')).not.toContain('unsafe')
      const html = await response.text()
      expect(html.match(/(?:src|href|action)="[^"]*"/g)?.filter((text) => !/="\/(?!\/)|="#main"/.test(text))).toEqual(
        [],
      )
      expect(html).not.toMatch(/<script>|<style|style="|onclick/)
    }
  })
})

async function tokenOf(id: string): Promise<string> {
  const html = await (await fetch(`${portal.origin}/links/${id}`)).text()
  return /\/s\/[\w-]{22}\/(\S+?)"/.exec(html)?.[1] as string
}

describe('a password', () => {
  let closed: Running
  beforeAll(async () => {
    closed = await startPortal({ password: 'correct horse' })
    await writeFile(join(closed.root, 'a.txt'), 'secret')
  })
  afterAll(() => closed.close())

  it('is asked for before anything is shown or done', async () => {
    for (const path of PAGES) {
      const answer = await fetch(closed.origin + path, { redirect: 'manual' })
      expect([answer.status, answer.headers.get('location')], path).toEqual([303, '/sign-in'])
    }
    expect((await send(closed, '/share', { file: 'a.txt', ...DEFAULTS })).status).toBe(401)
    const forged = await fetch(closed.origin, {
      redirect: 'manual',
      headers: { Cookie: `daypass-owner-${closed.port}=` },
    })
    expect(forged.status).toBe(303)
  })

  it('opens the portal, until one signs out', async () => {
    const wrong = await send(closed, '/sign-in', { password: 'incorrect' })
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([403, null])
    const right = await send(closed, '/sign-in', { password: 'correct horse' })
    const cookie = right.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      new RegExp(
        `^daypass-owner-${closed.port}=[\\w-]{32}; Max-Age=43200; Path=/; Expires=[^;]*; HttpOnly; SameSite=Strict$`,
      ),
    )
    const Cookie = cookie.split(';')[0] as string
    const open = (): Promise<Response> => fetch(closed.origin, { headers: { Cookie }, redirect: 'manual' })
    expect((await open()).status).toBe(200)
    await send(closed, '/sign-out', {}, { Cookie })
    expect((await open()).status).toBe(303)
  })

  it('is asked for again after twelve hours, even if the browser keeps its cookie', async () => {
    let now = 0
    const app = express().use(
      ownerSession('x', () => now),
      (_req, res) => void res.send('in'),
    )
    const { origin, close } = await serve(app)
    const body = new URLSearchParams({ password: 'x' })
    const signedIn = await fetch(`${origin}/sign-in`, { method: 'POST', body, redirect: 'manual' })
    const Cookie = signedIn.headers.get('set-cookie')?.split(';')[0] as string
    const ask = async (): Promise<number> => (await fetch(origin, { headers: { Cookie }, redirect: 'manual' })).status
    now = 12 * 3_600_000 - 1
    expect(await ask()).toBe(200)
    now += 1
    expect(await ask()).toBe(303)
    await close()
  })

  it('can be tried five times a minute', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await send(closed, '/sign-in', { password: 'x' })).status)
    expect(statuses.slice(-1)).toEqual([429])
    expect((await send(closed, '/sign-in', { password: 'correct horse' })).status).toBe(429)
  })
})
