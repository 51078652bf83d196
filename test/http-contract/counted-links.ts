import { narrow } from 'daypass'
import type { ManagedSignOptions } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { type Answer, ask, type Question } from './conversation.ts'
import { FILE, type Stage } from './scene.ts'

const HTML = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const KEY = { 'Idempotency-Key': '8e03978e-40d5-43e8-bc93-6894a57f9324' }

/** The headers that Chrome sends when it opens a URL, and a mail scanner that comes as Chrome. */
const CHROME = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-Mode': 'navigate',
  'Upgrade-Insecure-Requests': '1',
}

/** A link to "file.txt" that is counted, and what becomes of it. */
interface Counted {
  readonly token: string
  readonly url: string
  readonly get: (headers?: Question['headers'], url?: string) => Promise<Answer>
  readonly used: () => Promise<number | undefined>
  /** Opens the page: the cookie that it sets, and the URL to which its form goes. */
  readonly open: () => Promise<{ readonly cookie: { readonly Cookie: string }; readonly pressed: string }>
}

/** Counted links through every adapter: a line of the table each. */
export function countedLinks(stage: () => Stage): void {
  const counted = (uses = 1, route = 'managed', options: ManagedSignOptions = {}): Counted => {
    const token = stage().managed.sign('file.txt', 'read', 60, { uses, ...options })
    const url = `/${route}/file.txt?a=1&token=${token}&b=%26%22&name=file.txt`
    const get: Counted['get'] = (headers = {}, target = url) =>
      ask(stage().port, target, { headers, showsLink: 'Accept' in headers })
    return {
      token,
      url,
      get,
      used: async () => (await stage().managed.usesOf(token))?.used,
      open: async () => {
        const { headers, body } = await get(HTML)
        return { cookie: { Cookie: cookieOf(headers) }, pressed: `${url.split('?')[0]}?${formQuery(body)}` }
      },
    }
  }
  const codeOf = ({ body }: Answer): unknown => JSON.parse(body).code

  describe('HEAD', () => {
    it('is judged, never counted, and reaches the handler', async () => {
      const { url, used } = counted()
      for (const headers of [{}, HTML, KEY, { Purpose: 'prefetch' }]) {
        const { status, headers: sent } = await ask(stage().port, url, { method: 'HEAD', headers })
        expect([status, sent['content-length']]).toEqual([200, String(FILE.length)])
        expect(sent).not.toHaveProperty('set-cookie')
      }
      expect([stage().runs().length, await used()]).toEqual([4, 0])
    })

    it('of a link that is used up reaches it if the claim holds a lease', async () => {
      const { url, get } = counted()
      await get(KEY)
      const head = async (headers: Record<string, string>) =>
        (await ask(stage().port, url, { method: 'HEAD', headers })).status
      expect([await head(KEY), await head({}), await head({ 'Idempotency-Key': 'another-one-of-16' })]).toEqual([
        200, 410, 410,
      ])
    })
  })

  describe('a prefetch', () => {
    it.each([{ 'Sec-Purpose': 'prefetch' }, { 'Sec-Purpose': 'prefetch;prerender' }, { Purpose: 'prefetch' }])(
      'never gets the file and is never counted, whatever else it brings: %j',
      async (purpose) => {
        const { open, get, used, token } = counted()
        const { cookie, pressed } = await open()
        const requests: [Record<string, string>, string?][] = [
          [{}],
          [HTML],
          [KEY],
          [cookie, pressed],
          [{ Authorization: `Bearer ${token}` }, '/managed/file.txt'],
        ]
        for (const [headers, url] of requests) {
          expect((await get({ ...headers, ...purpose }, url)).status).toBe(428)
        }
        const atOnce = counted(1, 'managed-at-once')
        expect((await atOnce.get(purpose)).status).toBe(428)
        expect([stage().runs(), await used(), await atOnce.used()]).toEqual([[], 0, 0])
      },
    )

    it('gets it if its claim holds a lease', async () => {
      const { get, used } = counted()
      await get(KEY)
      const answer = await get({ ...KEY, 'Sec-Purpose': 'prefetch' })
      expect([answer.status, answer.body, await used()]).toEqual([200, FILE, 1])
    })
  })

  describe('a browser', () => {
    it('gets a page with a button and a cookie, and uses nothing up', async () => {
      const { get, used, token } = counted()
      const { status, headers, body } = await get(CHROME)
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'content-type': expect.stringMatching(/^text\/html; ?charset=utf-8$/i),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; .*form-action 'self'/),
      })
      const { nonce } = stage().managed.inspect(token)
      expect(headers['set-cookie']).toMatch(
        new RegExp(`^daypass-${nonce}=[0-9a-f]{32}; Max-Age=3600; HttpOnly; SameSite=Lax$`),
      )
      expect(body).toContain('<h1>This link works once</h1>')
      // The name of the file is nothing to show, unless the URL has it in a parameter, which the form sends again.
      expect(body.replaceAll(/<input type="hidden"[^>]*>/g, '')).not.toContain('file.txt')
      expect(new URLSearchParams(formQuery(body)).get('name')).toBe('file.txt')
      expect([stage().runs(), await used()]).toEqual([[], 0])
    })

    it('gets a page that says how often the link still works', async () => {
      const { get } = counted(5)
      await get(KEY)
      await get({ 'Idempotency-Key': 'another-one-of-16' })
      const { body } = await get(HTML)
      expect(body).toContain('<h1>This link works 5 times</h1>\n<p>3 of 5 times are left.')
    })

    it('gets the file by the button, which keeps the parameters, and uses the link once', async () => {
      const { open, get, used, token } = counted()
      const { cookie, pressed } = await open()
      expect(pressed).toBe(`/managed/file.txt?a=1&token=${token}&b=%26%22&name=file.txt&use=1`)
      const answer = await get({ ...HTML, ...cookie }, pressed)
      expect([answer.status, answer.body]).toEqual([200, FILE])
      expect(answer.headers).toMatchObject({
        'cache-control': 'private, no-store',
        'set-cookie': `${cookie.Cookie}; Max-Age=3600; HttpOnly; SameSite=Lax`,
      })
      expect([stage().runs(), await used()]).toEqual([[expect.objectContaining({ fileId: 'file.txt' })], 1])
    })

    it('gets the page again if it did not send the cookie', async () => {
      const { open, get, used } = counted()
      const { pressed } = await open()
      const again = await get(HTML, pressed)
      expect([again.status, cookieOf(again.headers)]).toEqual([200, expect.stringMatching(/^daypass-/)])
      expect(again.body).toMatch(/<p role="alert">Your browser did not send the cookie/)
      expect(formQuery(again.body)).toBe(pressed.split('?')[1])
      expect([stage().runs(), await used()]).toEqual([[], 0])
    })

    it('gets another claim if it opens the page again, whose button works', async () => {
      const { open, get, used } = counted()
      const { cookie, pressed } = await open()
      const again = await get({ ...HTML, ...cookie })
      expect(again.body).not.toContain('role="alert"')
      const other = cookieOf(again.headers)
      expect([other === cookie.Cookie, await used()]).toEqual([false, 0])
      expect([(await get({ ...HTML, Cookie: other }, pressed)).status, await used()]).toEqual([200, 1])
    })

    it('opens the link again within its lease, as often as it likes', async () => {
      const { open, get, used } = counted()
      const { cookie, pressed } = await open()
      await get({ ...HTML, ...cookie }, pressed)
      for (let i = 0; i < 3; i++) {
        const answer = await get({ ...HTML, ...cookie })
        // The cookie stays as it is: another would be that of a visitor without a lease.
        expect([answer.status, answer.body, answer.headers['set-cookie']]).toEqual([200, FILE, undefined])
      }
      expect(await used()).toBe(1)
    })

    it('has its lease for ranges, conditions and several connections, without the button', async () => {
      const { open, get, used } = counted()
      const { cookie, pressed } = await open()
      await get({ ...HTML, ...cookie }, pressed)
      const answers = await Promise.all([
        get({ ...cookie, Range: 'bytes=0-3' }),
        get({ ...cookie, Range: 'bytes=4-' }, pressed),
        get({ ...HTML, ...cookie }),
        get(cookie),
      ])
      expect(answers.map(({ status, body }) => [status, body])).toEqual([
        [206, FILE.slice(0, 4)],
        [206, FILE.slice(4)],
        [200, FILE],
        [200, FILE],
      ])
      expect(await used()).toBe(1)
    })

    it('gets a refusal instead of the page if the link would be refused', async () => {
      const { get } = counted()
      await get(KEY)
      const answer = await get(HTML)
      expect([answer.status, answer.body]).toEqual([410, expect.stringContaining('This link has already been used')])
      expect(answer.headers).not.toHaveProperty('set-cookie')
    })

    it('has a cookie for https alone if it came over https', async () => {
      const { url } = counted()
      const { headers } = await ask(stage().proxiedPort, url, {
        headers: { ...HTML, 'X-Forwarded-Proto': 'https' },
        showsLink: true,
      })
      expect(headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Lax; Secure$/)
    })

    it('can retry after an error of the handler, with the same use', async () => {
      const { get, open, used } = counted(1, 'managed-failing')
      const { cookie, pressed } = await open()
      const failed = await get({ ...HTML, ...cookie }, pressed)
      const retried = await get(cookie, pressed.replace('managed-failing', 'managed'))
      expect([failed.status, retried.status, await used()]).toEqual([500, 200, 1])
    })

    it.each(['managed-path', 'managed-cookie'])('goes the same way with the link elsewhere: %s', async (route) => {
      const { token, used } = counted()
      const url = route === 'managed-path' ? `/${route}/${token}/file.txt` : `/${route}/file.txt`
      const headers = { ...HTML, ...(route === 'managed-cookie' && { Cookie: `link=${token}` }) }
      const page = await ask(stage().port, url, { headers })
      expect([page.status, await used()]).toEqual([200, 0])
      const Cookie = `link=${token}; ${cookieOf(page.headers)}`
      const answer = await ask(stage().port, `${url}?${formQuery(page.body)}`, { headers: { ...HTML, Cookie } })
      expect([answer.status, answer.body, await used()]).toEqual([200, FILE, 1])
    })
  })

  describe('another client', () => {
    it('is told what to send, and uses nothing up', async () => {
      const { get, used, url } = counted()
      for (const answer of [await get(), await get({ Range: 'bytes=0-' }), await get({}, `${url}&use=1`)]) {
        expect([answer.status, codeOf(answer)]).toEqual([428, 'confirmation-required'])
        expect(JSON.parse(answer.body).detail).toContain('Idempotency-Key')
        expect(answer.headers).not.toHaveProperty('set-cookie')
      }
      expect([stage().runs(), await used()]).toEqual([[], 0])
    })

    it('gets the refusal if the link would be refused', async () => {
      const { get, token } = counted()
      await stage().managed.revoke({ token })
      const answer = await get()
      expect([answer.status, codeOf(answer)]).toEqual([410, 'revoked'])
    })

    it('is counted by its Idempotency-Key, each as one use', async () => {
      const { get, used } = counted(2)
      const answers = [await get(KEY), await get({ ...KEY, Range: 'bytes=4-' }), await get({ ...HTML, ...KEY })]
      expect(answers.map(({ status }) => status)).toEqual([200, 206, 200])
      expect(answers[0]?.headers).not.toHaveProperty('set-cookie')
      expect(await used()).toBe(1)
      expect((await get({ 'Idempotency-Key': '"another-one"+16' })).status).toBe(200)
      expect(codeOf(await get({ 'Idempotency-Key': 'a-third-one-of-16' }))).toBe('used-up')
      expect((await get(KEY)).status).toBe(200)
    })

    it.each(['too-short', 'x'.repeat(129), 'with a blank inside it', ''])(
      'is refused for an Idempotency-Key that cannot be a claim: %j',
      async (key) => {
        const { get, used } = counted()
        const answer = await get({ 'Idempotency-Key': key })
        expect([answer.status, codeOf(answer), await used()]).toEqual([400, 'bad-request', 0])
      },
    )

    it('may send any Idempotency-Key if the link is not counted', async () => {
      const token = stage().managed.sign('file.txt', 'read', 60)
      const headers = { 'Idempotency-Key': 'x' }
      expect((await ask(stage().port, `/managed/file.txt?token=${token}`, { headers })).status).toBe(200)
      expect((await ask(stage().port, `/files/file.txt?token=${plain(stage())}`, { headers })).status).toBe(200)
    })

    it('is counted at once with the link in Authorization', async () => {
      const { token, used } = counted(3)
      const fetchIt = async (more: Record<string, string>): Promise<number> => {
        const headers = { Authorization: `Bearer ${token}`, ...more }
        return (await ask(stage().port, '/managed/file.txt', { headers })).status
      }
      expect([await fetchIt(HTML), await fetchIt(KEY), await fetchIt(KEY), await fetchIt({})]).toEqual([
        200, 200, 200, 200,
      ])
      expect([await used(), await fetchIt({})]).toEqual([3, 410])
    })

    it('with a cookie that no guard has made has no claim', async () => {
      const { get, used, token, url } = counted()
      const { nonce } = stage().managed.inspect(token)
      for (const value of ['x', 'y'.repeat(32), 'A'.repeat(32), '']) {
        const answer = await get({ Cookie: `daypass-${nonce}=${value}` }, `${url}&use=1`)
        expect([answer.status, await used()]).toEqual([428, 0])
      }
    })
  })

  describe('another method', () => {
    it.each<[string, 'write' | 'create' | 'delete', number]>([
      ['PUT', 'write', 201],
      ['POST', 'create', 200],
      ['PATCH', 'write', 200],
      ['DELETE', 'delete', 200],
    ])('is counted at once: %s', async (method, perm, status) => {
      const id = `counted-${method}`
      const token = stage().managed.sign(id, perm, 60, { uses: 2 })
      const send = (headers: Record<string, string>) =>
        ask(stage().port, `/managed/${id}?token=${token}`, { method, body: 'x', headers })
      expect((await send(HTML)).status).toBe(status)
      const again = [(await send(KEY)).status, (await send(KEY)).status]
      expect(again).toEqual(status === 201 ? [204, 204] : [200, 200])
      expect([await stage().managed.usesOf(token), (await send({})).status]).toEqual([{ used: 2, max: 2 }, 410])
    })

    it('that brings a body which the link or its policy does not allow uses nothing up', async () => {
      await stage().managed.setPolicy('small', { upload: { maxBytes: 2 } })
      const upload = { maxBytes: 4 }
      const under = { policy: 'small' } as const
      for (const [options, body] of [
        [{}, '12345'],
        [under, '123'],
      ] as const) {
        const token = stage().managed.sign('bounded', 'write', 60, { uses: 1, upload, ...options })
        const target = `/managed/bounded?token=${token}`
        const put = (text: string) => ask(stage().port, target, { method: 'PUT', body: text })
        const refused = await put(body)
        expect([refused.status, codeOf(refused)]).toEqual([413, 'upload-too-large'])
        expect(await stage().managed.usesOf(token)).toEqual({ used: 0, max: 1 })
        expect((await put('12')).status).toBeOneOf([201, 204])
        expect(await stage().managed.usesOf(token)).toEqual({ used: 1, max: 1 })
      }
    })
  })

  describe('without confirmation', () => {
    it('a URL is counted at once, and the cookie makes what follows the same use', async () => {
      for (const headers of [{}, HTML]) {
        const { get, used } = counted(1, 'managed-at-once')
        const first = await get(headers)
        expect([first.status, first.body]).toEqual([200, FILE])
        const Cookie = cookieOf(first.headers)
        expect(Cookie).toMatch(/^daypass-.{16}=[0-9a-f]{32}$/)
        const next = await get({ Cookie, Range: 'bytes=4-' })
        expect([next.status, cookieOf(next.headers), await used()]).toEqual([206, Cookie, 1])
        expect((await get(headers)).status).toBe(410)
      }
    })

    it('a store that fails may have counted the use, so that the answer sets the cookie, and a retry is the same use', async () => {
      const { get, used, url } = counted(1, 'managed-failing-at-once')
      const failed = await get()
      expect([failed.status, codeOf(failed), failed.headers['retry-after']]).toEqual([503, 'unavailable', '5'])
      const Cookie = cookieOf(failed.headers)
      expect(Cookie).toMatch(/^daypass-.{16}=[0-9a-f]{32}$/)
      const retried = await get({ Cookie }, url.replace('managed-failing-at-once', 'managed-at-once'))
      expect([retried.status, cookieOf(retried.headers), await used()]).toEqual([200, Cookie, 1])
      expect(stage().runs()).toHaveLength(1)
    })
  })

  it('a link that is narrowed has the count and the cookie of its parent', async () => {
    const { open, used, token } = counted()
    const { cookie } = await open()
    const url = `/managed/file.txt?token=${narrow(token, { ttl: 30 })}&use=1`
    expect((await ask(stage().port, url, { headers: cookie })).status).toBe(200)
    expect(await used()).toBe(1)
  })
}

function plain({ links }: Stage): string {
  return links.sign('file.txt', 'read', 60)
}

/** What a browser sends back of the header `Set-Cookie`. */
function cookieOf(headers: Answer['headers']): string {
  return headers['set-cookie']?.split(';')[0] ?? ''
}

/** The query that a browser makes of the one form of a page. */
function formQuery(page: string): string {
  expect(page.match(/<form method="get">.*?<button>.*?<\/form>/gs)).toHaveLength(1)
  const decode = (text = ''): string => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
  const inputs = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)
  const fields = Array.from(inputs, ([, name, value]): [string, string] => [decode(name), decode(value)])
  return new URLSearchParams(fields).toString()
}
