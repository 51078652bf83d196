import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkTo } from '../../../../examples/shared/link-to.ts'
import { exchange } from '../../../support/serve.ts'
import { describeServer } from '../../../support/servers/describe-server.ts'
import { isNginxThere } from '../../../support/servers/nginx.ts'
import { NAMES, type Scene, startScene, WAYS, type Way } from './scene.ts'

describeServer('nginx in front of daypass', 'nginx', isNginxThere, () => {
  describe.each(Object.keys(WAYS) as Way[])('%s', (way) => {
    let scene: Scene
    beforeAll(async () => {
      scene = await startScene(way)
    })
    afterAll(() => scene.close())

    const ask = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
      fetch(url, { method, headers, redirect: 'manual' })
    const codeOf = async (answer: Response): Promise<unknown> =>
      [answer.status, JSON.parse((await answer.text()) || '{}').code].join(' ')
    const raw = (target: string, ...headers: readonly string[]): Promise<string> =>
      exchange(
        scene.front.port,
        [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n'),
      )

    describe('a file that a link allows', () => {
      it('comes with the headers of the guard, each once', async () => {
        const url = new URL(scene.urlOf('plain.txt'))
        const answer = await raw(url.pathname + url.search)
        const [head = '', body] = answer.split('\r\n\r\n')
        expect([head.slice(9, 12), body]).toEqual(['200', 'content of plain.txt'])
        const names = head
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(':')[0]?.toLowerCase())
        expect(names.toSorted()).toEqual([...new Set(names)].toSorted())
        const { headers } = await ask(url.href)
        expect(Object.fromEntries(headers)).toMatchObject({
          server: expect.stringMatching(/^nginx/),
          'content-type': 'text/plain; charset=utf-8',
          'content-disposition': 'attachment; filename="plain.txt"',
          'cache-control': expect.stringMatching(/^private, no-cache/),
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'accept-ranges': 'bytes',
        })
        expect([...headers.keys()].filter((name) => /^x-(?!content-type)/.test(name))).toEqual([])
      })

      it('comes in parts, and for HEAD without its bytes', async () => {
        const url = scene.urlOf('plain.txt')
        const part = await ask(url, { Range: 'bytes=11-15' })
        expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
          206,
          'bytes 11-15/20',
          'plain',
        ])
        expect(part.headers.get('content-disposition')).toBe('attachment; filename="plain.txt"')
        const head = await ask(url, {}, 'HEAD')
        expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '20', ''])
        const several = await ask(url, { Range: 'bytes=0-1,3-4' })
        expect(several.status).toBe(way === 'x-accel' ? 206 : 200)
        expect(several.headers.get('content-type')).toMatch(
          way === 'x-accel' ? /^multipart\/byteranges/ : /^text\/plain/,
        )
      })

      it('has no part after its end, and no cache keeps that answer', async () => {
        const answer = await ask(scene.urlOf('plain.txt'), { Range: 'bytes=20-' })
        expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */20'])
        expect(answer.headers.get('cache-control')).toMatch(/(?:^|, )no-store$/)
        expect(answer.headers.get('content-type')).not.toContain(',')
      })

      it('is stored by no cache as missing', async () => {
        const answer = await ask(scene.urlOf('missing.txt'))
        expect([answer.status, answer.headers.get('cache-control')]).toEqual([
          404,
          expect.stringMatching(/\bno-store$/),
        ])
      })

      it('is not sent again to those who have it', async () => {
        const url = scene.urlOf('plain.txt')
        const { headers } = await ask(url)
        const [tag, date] = [headers.get('etag') as string, headers.get('last-modified') as string]
        const byTag = await ask(url, { 'If-None-Match': tag })
        const byDate = await ask(url, { 'If-Modified-Since': date })
        for (const answer of [byTag, byDate]) {
          expect([answer.status, await answer.text()]).toEqual([304, ''])
          expect(answer.headers.get('cache-control')).toMatch(/^private, no-cache/)
        }
        expect((await ask(url, { 'If-None-Match': '"another"' })).status).toBe(200)
        expect((await ask(url, { 'If-Range': '"another"', Range: 'bytes=0-1' })).status).toBe(200)
      })

      it('is described as its link says', async () => {
        const response = {
          contentType: 'text/plain',
          filename: 'März.txt',
          contentLanguage: 'de',
          contentEncoding: 'br',
          cacheControl: 'private, max-age=60',
        }
        const { headers } = await ask(scene.urlOf('index.html', { response }), {}, 'HEAD')
        expect(Object.fromEntries(headers)).toMatchObject({
          'content-type': 'text/plain',
          'content-disposition': expect.stringContaining("filename*=UTF-8''M%C3%A4rz.txt"),
          'content-language': 'de',
          'content-encoding': 'br',
          'cache-control': 'private, max-age=60',
        })
      })

      it('comes for a token in Authorization too, and the answer says so to caches', async () => {
        const token = scene.managed.sign('plain.txt', 'read', '1h')
        const answer = await ask(`${scene.front.origin}/files/plain.txt`, { Authorization: `Bearer ${token}` })
        expect([answer.status, answer.headers.get('vary')]).toEqual([200, 'Authorization'])
      })

      it.each(NAMES)('is the one that is named: %s', async (id) => {
        const url = scene.urlOf(id)
        const encoded = url.replace(/\/files\/([^?]*)/, (_, path) => `/files/${path.replaceAll('/', '%2F')}`)
        for (const spelled of [url, encoded]) {
          const answer = await ask(spelled)
          expect([answer.status, await answer.text()]).toEqual([200, `content of ${id}`])
        }
      })
    })

    describe('a request that is refused', () => {
      const tokenFor = (id: string): string => scene.managed.sign(id, 'read', '1h')
      const plain = (token: string): string => linkTo(scene.front.origin, 'plain.txt', token)

      it('has the status and the code of the guard', async () => {
        const revoked = tokenFor('plain.txt')
        await scene.managed.revoke({ token: revoked })
        const found = {
          expired: await codeOf(await ask(plain(scene.past.sign('plain.txt', 'read', '1h')))),
          revoked: await codeOf(await ask(plain(revoked))),
          wrongFile: await codeOf(await ask(plain(tokenFor('index.html')))),
          wrongPermission: await codeOf(await ask(plain(scene.managed.sign('plain.txt', 'list', '1h')))),
          malformed: await codeOf(await ask(plain('1.x'))),
          forged: await codeOf(await ask(plain(`${tokenFor('plain.txt').slice(0, -1)}!`))),
          twice: await codeOf(await ask(`${plain(tokenFor('plain.txt'))}&token=x`)),
          posted: await codeOf(await ask(plain(tokenFor('plain.txt')), {}, 'POST')),
          preflight: await codeOf(await ask(plain(tokenFor('plain.txt')), {}, 'OPTIONS')),
        }
        expect(found).toEqual({
          expired: '410 expired',
          revoked: '410 revoked',
          wrongFile: '403 wrong-file',
          wrongPermission: '403 permission-denied',
          malformed: '403 invalid-link',
          forged: '403 invalid-link',
          twice: '400 bad-request',
          posted: '405 method-not-allowed',
          preflight: '405 method-not-allowed',
        })
      })

      it('has the headers of the guard', async () => {
        const without = await ask(`${scene.front.origin}/files/plain.txt`)
        expect(Object.fromEntries(without.headers)).toMatchObject({
          'www-authenticate': 'Bearer',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
        })
        expect(await codeOf(without)).toBe('401 link-required')
        expect((await ask(plain(tokenFor('plain.txt')), {}, 'PUT')).headers.get('allow')).toBe('GET, HEAD')
        const page = await ask(plain('1.x'), { Accept: 'text/html' })
        expect([page.status, page.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
        expect(await page.text()).toContain('<!doctype html>')
      })

      it('cannot choose its address or its scheme', async () => {
        const forged = { 'X-Real-IP': '10.0.0.1', 'X-Forwarded-For': '10.0.0.1', 'X-Forwarded-Proto': 'https' }
        expect(await codeOf(await ask(scene.urlOf('plain.txt', { addresses: ['10.0.0.1'] }), forged))).toBe(
          '403 wrong-address',
        )
        expect(await codeOf(await ask(scene.urlOf('plain.txt', { httpsOnly: true }), forged))).toBe(
          '403 https-required',
        )
        expect((await ask(scene.urlOf('plain.txt', { addresses: ['127.0.0.1'] }), forged)).status).toBe(200)
      })

      it.each([
        'missing.txt',
        'folder',
        'folder/',
        '',
        '.hidden',
        'link.txt',
        '../outside.txt',
        'plain.txt/',
        'x/../plain.txt',
      ])('is one for no file that is served: "%s"', async (id) => {
        const token = id === '' ? tokenFor('x') : tokenFor(id)
        for (const path of [id.split('/').map(encodeURIComponent).join('/'), encodeURIComponent(id)]) {
          const answer = await raw(`/files/${path}?token=${token}`)
          expect(answer).toMatch(/^HTTP\/1\.1 (?:400|403|404) /)
          expect(answer).not.toMatch(/content of|location:|daypass-files/i)
        }
      })
    })

    it('is answered by no other file if a header cannot carry the name', async () => {
      const answer = await ask(scene.urlOf('end '))
      const right = way === 'x-accel' ? [200, 'content of end '] : [404, '']
      expect([answer.status, await answer.text()]).toEqual(right)
    })

    it('leads to nothing but what the link is for, however the path is written', async () => {
      const tree = scene.managed.sign('sub', 'read', '1h', { scope: 'tree' })
      const targets = [
        '/files/sub/../plain.txt',
        '/files/sub/%2e%2e/plain.txt',
        '/files/sub/..%2Fplain.txt',
        '/files/sub%2F..%2Fplain.txt',
        '/files/sub/deep/../../plain.txt',
        '/files/sub/..%5Cplain.txt',
        '/files/sub/%252e%252e/plain.txt',
        '/files//plain.txt',
        '/files/sub/../../files/plain.txt',
        '/files/../outside.txt',
        '/files/plain.txt%00',
        '/files/plain.txt#',
        '/FILES/plain.txt',
        'http://x/files/sub/../plain.txt',
      ]
      for (const target of targets) {
        const answer = await raw(`${target}?token=${tree}`)
        expect(answer, target).toMatch(/^HTTP\/1\.1 4\d\d /)
        expect(answer, target).not.toContain('content of')
      }
      expect(await raw(`/files/sub/deep/er.txt?token=${tree}`)).toContain('content of sub/deep/er.txt')
    })

    it('has inner locations that nobody outside reaches', async () => {
      const token = scene.managed.sign('plain.txt', 'read', '1h')
      for (const path of ['/daypass-files', '/files/../daypass-files', '/%64aypass-files', '//daypass-files']) {
        const answer = await raw(`${path}/plain.txt?token=${token}`, 'X-Accel-Redirect: /daypass-files/plain.txt')
        expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
        expect(answer).not.toContain('content of')
      }
      for (const path of [
        '/daypass-decision',
        '/decision/files/plain.txt',
        '/files/../decision/files/plain.txt',
        '/@refused',
      ]) {
        expect(await raw(`${path}?token=${token}`)).toMatch(/^HTTP\/1\.1 404 /)
      }
    })

    it('keeps the tokens out of the logs of nginx', async () => {
      const token = scene.managed.sign('plain.txt', 'read', '1h')
      await ask(linkTo(scene.front.origin, 'plain.txt', token), { Referer: linkTo('http://x', 'logged', token) })
      await ask(linkTo(scene.front.origin, 'missing.txt', token))
      await raw(`/elsewhere?token=${token}`)
      await raw(`/files/${'x'.repeat(300)}?token=${token}`)
      const logs = await Promise.all(
        ['access', 'error'].map((name) => readFile(join(scene.front.prefix, `logs/${name}.log`), 'utf8')),
      )
      expect(logs[0]).toContain('"GET /files/plain.txt" 200 20')
      expect(logs[0]).toContain('"GET /elsewhere" 404')
      expect(logs.join()).not.toMatch(/token|\.pread\./)
    })

    it('sends nothing while the app is away', async () => {
      const other = await startScene(way)
      const url = other.urlOf('plain.txt')
      expect((await ask(url)).status).toBe(200)
      await other.app.close()
      const answer = await ask(url)
      expect(answer.status).toBeGreaterThanOrEqual(500)
      expect(await answer.text()).not.toContain('content of')
      expect(await readFile(join(other.front.prefix, 'logs/error.log'), 'utf8')).not.toMatch(/token/)
      await other.front.stop()
    })
  })
})
