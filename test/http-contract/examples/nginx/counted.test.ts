import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkTo } from '../../../../examples/shared/link-to.ts'
import { describeServer } from '../../../support/servers/describe-server.ts'
import { isNginxThere } from '../../../support/servers/nginx.ts'
import { type Scene, startScene, WAYS, type Way } from './scene.ts'

describeServer('a counted link behind nginx', 'nginx', isNginxThere, () => {
  describe.each(Object.keys(WAYS) as Way[])('%s', (way) => {
    let scene: Scene
    beforeAll(async () => {
      scene = await startScene(way)
    })
    afterAll(() => scene.close())

    interface Counted {
      readonly ask: (headers: Record<string, string>, more?: string, method?: string) => Promise<Response>
      readonly used: () => Promise<number | undefined>
      readonly token: string
    }
    const counted = (uses: number): Counted => {
      const token = scene.managed.sign('plain.txt', 'read', '1h', { uses })
      const url = linkTo(scene.front.origin, 'plain.txt', token)
      return {
        token,
        ask: (headers, more = '', method = 'GET') => fetch(url + more, { method, headers }),
        used: async () => (await scene.managed.usesOf(token))?.used,
      }
    }

    it('is used by the button of its page, and then by all requests with the cookie', async () => {
      const { ask, used } = counted(1)
      const page = await ask({ Accept: 'text/html' })
      const text = await page.text()
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect([text.includes('<form'), text.includes('content of'), await used()]).toEqual([true, false, 0])
      const [cookie = ''] = page.headers.getSetCookie().map((line) => line.replace(/;.*/, ''))
      const file = await ask({ Accept: 'text/html', Cookie: cookie }, '&use=1')
      expect([file.status, await file.text(), await used()]).toEqual([200, 'content of plain.txt', 1])
      expect(file.headers.get('cache-control')).toBe('private, no-store')
      const part = await ask({ Cookie: cookie, Range: 'bytes=0-6' })
      expect([part.status, await part.text(), await used()]).toEqual([206, 'content', 1])
      const other = await ask({ Accept: 'text/html', Cookie: 'x=1' })
      expect([other.status, await other.text()]).toEqual([410, expect.not.stringContaining('content of')])
    })

    it('is used once by a download in parts that has one key, and by nobody else', async () => {
      const { ask, used } = counted(1)
      expect([(await ask({})).status, await used()]).toEqual([428, 0])
      expect([(await ask({}, '', 'HEAD')).status, await used()]).toEqual([200, 0])
      for (const range of ['bytes=0-6', 'bytes=7-', 'bytes=3-9']) {
        const part = await ask({ 'Idempotency-Key': 'a-key-of-one-download', Range: range })
        expect([part.status, await used()]).toEqual([206, 1])
      }
      const unchanged = await ask({ 'Idempotency-Key': 'a-key-of-one-download', 'If-None-Match': '*' })
      expect([unchanged.status, await used()]).toEqual([304, 1])
      expect((await ask({ 'Idempotency-Key': 'a-key-of-another-one' })).status).toBe(410)
    })

    it('is used by every request that has the token in Authorization, and by each of them once', async () => {
      const { token, used } = counted(2)
      const ask = (): Promise<Response> =>
        fetch(`${scene.front.origin}/files/plain.txt`, {
          headers: { Authorization: `Bearer ${token}`, Range: 'bytes=0-1' },
        })
      const statuses = []
      for (let i = 0; i < 3; i++) statuses.push(`${(await ask()).status} ${await used()}`)
      expect(statuses).toEqual(['206 1', '206 2', '410 2'])
    })
  })
})
