import { createManagedLinks, type LinkStore, memoryStore } from 'daypass/managed'
import { describe, expect, it, vi } from 'vitest'
import { type Asked, ask, headersOf } from '../../support/asking.ts'
import { KEY, NOW } from '../../support/fixtures.ts'

const CLAIM = { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' }
const HTML = { accept: 'text/html' }

/** Managed links, and the operations that their store was asked for. */
function setUp() {
  const clock = () => NOW
  const memory = memoryStore({ clock })
  const calls: string[] = []
  const record = <Name extends keyof LinkStore>(name: Name): LinkStore[Name] =>
    ((...args: never[]) => {
      calls.push(name)
      return (memory[name] as (...given: never[]) => unknown)(...args)
    }) as LinkStore[Name]
  const store: LinkStore = { read: record('read'), raise: record('raise'), write: record('write'), use: record('use') }
  const links = createManagedLinks({ keys: [KEY], perms: ['annotate'], store, clock, lease: '30m' })
  const tryVerify = vi.fn(links.tryVerify)
  return { links: { ...links, tryVerify }, calls: () => calls.splice(0), tryVerify }
}

describe('the store is asked as little as can be', () => {
  it.each<[string, Asked, { uses?: number }, string[]]>([
    ['a link without a count', {}, {}, ['read']],
    ['HEAD', { method: 'HEAD' }, { uses: 1 }, ['read', 'read']],
    ['the page', { headers: HTML }, { uses: 1 }, ['read', 'read']],
    ['a prefetch', { headers: { purpose: 'prefetch' } }, { uses: 1 }, ['read', 'read']],
    ['a client that is told what to send', {}, { uses: 1 }, ['read', 'read']],
    [
      'a use, which also looks whether the store has lost its memory',
      { headers: CLAIM },
      { uses: 1 },
      ['read', 'read', 'use'],
    ],
    ['another file', { file: 'g', headers: CLAIM }, { uses: 1 }, []],
    ['an Idempotency-Key that cannot be a claim', { headers: { 'idempotency-key': 'x' } }, { uses: 1 }, []],
  ])('for %s', async (_, asked, options, expected) => {
    const { links, calls, tryVerify } = setUp()
    await links.ready() // the birth of the store has been seen
    const token = links.sign('f', 'read', 60, options)
    calls()
    await ask({ token, ...asked }, {}, links)
    expect(calls().toSorted()).toEqual(expected)
    expect(tryVerify.mock.calls.length).toBeLessThanOrEqual(1)
  })

  it('once more for each further permission that is tried, and counts once', async () => {
    const { links, tryVerify } = setUp()
    const token = links.sign('f', 'create', 60, { uses: 2 })
    const answer = await ask({ token, method: 'PUT', headers: { 'if-none-match': '*' } }, {}, links)
    expect([answer.ok, tryVerify.mock.calls.length, await links.usesOf(token)]).toEqual([true, 2, { used: 1, max: 2 }])
  })
})

describe('nothing is counted', () => {
  it('if a function of the application fails', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 1 })
    const fail = (): never => {
      throw new Error('no session')
    }
    for (const options of [{ fileId: fail }, { boundTo: fail }, { secure: fail }, { clock: fail }]) {
      await expect(ask({ token, headers: HTML }, { ...options, confirm: false }, links)).rejects.toThrow('no session')
    }
    expect(await links.usesOf(token)).toEqual({ used: 0, max: 1 })
  })

  it('if a condition of the link is not met', async () => {
    const { links } = setUp()
    const conditions = { httpsOnly: true, addresses: ['192.0.2.1'], uses: 1 }
    const token = links.sign('f', 'read', 60, conditions)
    const asked = { token, headers: CLAIM, address: () => '192.0.2.1', secure: () => true }
    for (const more of [{ file: 'g' }, { address: () => '192.0.2.2' }, { secure: () => false }, { method: 'DELETE' }]) {
      expect((await ask({ ...asked, ...more }, {}, links)).ok).toBe(false)
    }
    expect(await links.usesOf(token)).toEqual({ used: 0, max: 1 })
    expect((await ask(asked, {}, links)).ok).toBe(true)
  })
})

describe('the page', () => {
  it('can be another, with the headers that every answer has', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 3 })
    const confirmPage = vi.fn(() => ({ body: 'own', headers: { 'Content-Type': 'text/x', 'Cache-Control': 'public' } }))
    const answer = await ask({ url: `/f?lang=de&token=${token}`, headers: HTML }, { confirmPage }, links)
    expect(answer).toMatchObject({ ok: false, status: 200, code: 'confirmation-required', body: 'own' })
    expect(headersOf(answer)).toMatchObject({ 'Content-Type': 'text/x', 'Cache-Control': 'no-store' })
    expect(headersOf(answer)['Set-Cookie']).toMatch(/; Max-Age=1800; /)
    expect(confirmPage.mock.calls).toEqual([
      [
        {
          title: 'This link works 3 times',
          advice: expect.any(String),
          max: 3,
          left: 3,
          lease: 1800,
          isCookieMissing: false,
          fields: [
            ['lang', 'de'],
            ['token', token],
            ['use', '1'],
          ],
        },
      ],
    ])
  })

  it('is a status of 428 for a program, whatever the statuses of refusals are', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 1 })
    expect(await ask({ token }, { statuses: 404 }, links)).toMatchObject({ status: 428 })
    expect(await ask({ token }, { statuses: { 'confirmation-required': 403 } }, links)).toMatchObject({ status: 403 })
  })

  it('is not for a link in Authorization, and never for a plain link', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 1 })
    const headers = { ...HTML, authorization: `Bearer ${token}` }
    expect(await ask({ url: '/f', headers }, {}, links)).toMatchObject({ ok: true })
    // A plain guard knows no uses.
    expect(await ask({ token, headers: HTML })).toMatchObject({ ok: false, code: 'state-required' })
  })
})

describe('a store that fails', () => {
  it('is told to onDecision with its error, and every other error goes to the application', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60)
    const onDecision = vi.fn()
    const failing = (error: unknown) => ({ ...links, tryVerify: () => Promise.reject(error) })
    const storeError = Object.defineProperty(new Error('down'), Symbol.for('daypass.StoreError'), { value: true })
    expect(await ask({ token }, { onDecision }, failing(storeError))).toMatchObject({
      status: 503,
      code: 'unavailable',
    })
    expect(onDecision.mock.calls[0]?.[0]).toMatchObject({ outcome: 'refused', code: 'unavailable', error: storeError })
    for (const error of [new TypeError('misuse'), undefined, 'text'])
      await expect(ask({ token }, {}, failing(error))).rejects.toBe(error)
  })
})

describe('a use that was counted before something else failed', () => {
  const browser = { headers: HTML }

  it('is the same use in a retry with the cookie that the failure sets', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 1 })
    let isDown = true
    const onDecision = (): void => {
      if (isDown) throw new Error('no log')
    }
    const options = { confirm: false, onDecision }
    const failed = await ask({ token, ...browser }, options, links)
    const cookie = headersOf(failed)['Set-Cookie']?.split(';')[0] ?? ''
    expect([failed.ok, cookie]).toEqual([false, expect.stringMatching(/^daypass-[\w-]{16}=[!-~]{16,}$/)])
    isDown = false
    const retried = await ask({ token, headers: { ...HTML, cookie } }, options, links)
    expect([retried.ok, await links.usesOf(token)]).toEqual([true, { used: 1, max: 1 }])
  })
})

describe('the claim of the page', () => {
  it('never takes over a claim that it did not make, which another host of the site may have set', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 1 })
    const { nonce } = links.inspect(token)
    const planted = `daypass-${nonce}=${'a'.repeat(32)}`
    const page = await ask({ token, headers: { ...HTML, cookie: planted } }, {}, links)
    expect(headersOf(page)['Set-Cookie']).not.toContain('a'.repeat(32))
  })
})

describe('HEAD', () => {
  it.each(['delete', 'write', 'create', 'annotate'] as const)(
    'runs no handler that changes something for nothing: %s',
    async (perm) => {
      const { links } = setUp()
      const token = links.sign('f', perm, 60, { uses: 1 })
      const head = (headers: Record<string, string>) => ask({ token, method: 'HEAD', headers }, { perm }, links)
      expect(await head({})).toMatchObject({ ok: false, code: 'confirmation-required' })
      await ask({ token, method: 'POST', headers: CLAIM }, { perm }, links)
      expect([(await head(CLAIM)).ok, await links.usesOf(token)]).toEqual([true, { used: 1, max: 1 }])
    },
  )
})

describe('headers that the guard fixes', () => {
  it('go out once, however a page spells them', async () => {
    const { links } = setUp()
    const token = links.sign('f', 'read', 60, { uses: 1 })
    const render = () => ({
      headers: { 'cache-control': 'public', 'x-content-type-options': 'x', 'X-A': 'b' },
      body: '',
    })
    for (const [asked, options] of [
      [{ token, headers: HTML }, { confirmPage: render }],
      [{ token, file: 'g' }, { problem: render }],
    ] as const) {
      const headers = headersOf(await ask(asked, options, links))
      expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'X-A': 'b' })
      expect(Object.keys(headers).filter((name) => /^cache-control$/i.test(name))).toHaveLength(1)
    }
  })
})

describe('the parameter use', () => {
  it('cannot be the one of the token', () => {
    const { links } = setUp()
    expect(() => ask({}, { tokenFrom: [{ query: 'use' }] }, links)).toThrow(RangeError)
    expect(() => ask({}, { tokenFrom: [{ query: 'use' }] })).not.toThrow()
  })
})
