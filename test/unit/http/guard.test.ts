import { createKey, createKeyring, createLinks, narrow, STANDARD_PERMS } from 'daypass'
import { describe, expect, it, vi } from 'vitest'
import {
  createGuard,
  type Decision,
  type GuardAnswer,
  type GuardRequest,
  limitUpload,
} from '../../../src/http/index.ts'
import { ask, headersOf, outcome } from '../../support/asking.ts'
import { KEY, linksAt, NOW } from '../../support/fixtures.ts'

const links = linksAt()
const read = links.sign('f', 'read', 3600)

describe('the answer', () => {
  it('is the grant and headers if the link permits the request', async () => {
    const answer = await ask({ token: read })
    const grant = { ...links.verify(read), usedPerm: 'read' }
    expect(answer).toEqual({ ok: true, grant, complete: expect.any(Function) })
    expect(headersOf(answer)).toMatchObject({
      'Cache-Control': 'private, max-age=3600',
      'X-Content-Type-Options': 'nosniff',
    })
    expect(headersOf(answer, 404)['Cache-Control']).toBe('no-store')
  })

  it.each([
    ['no token', {}, 401, 'link-required'],
    ['two tokens', { url: `/f?token=${read}&token=${read}` }, 400, 'bad-request'],
    ['no link', { token: 'x' }, 403, 'invalid-link'],
    [
      'an unknown key',
      { token: createLinks({ keys: [createKey('z')], clock: () => NOW }).sign('f', 'read', 60) },
      403,
      'invalid-link',
    ],
    ['a wrong signature', { token: `${read.slice(0, -1)}${read.endsWith('A') ? 'E' : 'A'}` }, 403, 'invalid-link'],
    ['a bound link', { token: links.sign('f', 'read', 60, { boundTo: 'u' }) }, 403, 'binding-required'],
    ['a link too early', { token: links.sign('f', 'read', 60, { notBefore: 60 }) }, 403, 'not-yet-valid'],
    ['a link too late', { token: linksAt(NOW - 60_000).sign('f', 'read', 60) }, 410, 'expired'],
    [
      'a link too long',
      { token: createLinks({ keys: [KEY], maxTtl: '365d', clock: () => NOW }).sign('f', 'read', '30d') },
      403,
      'too-long-lived',
    ],
    ['another file', { token: read, file: 'g' }, 403, 'wrong-file'],
    ['another permission', { token: read, method: 'DELETE' }, 403, 'permission-denied'],
    ['another method', { token: read, method: 'OPTIONS' }, 405, 'method-not-allowed'],
    ['an unknown address', { token: links.sign('f', 'read', 60, { addresses: ['192.0.2.1'] }) }, 403, 'wrong-address'],
    ['http', { token: links.sign('f', 'read', 60, { httpsOnly: true }) }, 403, 'https-required'],
  ])('to %s', async (_, asked, status, code) => {
    const answer = await ask(asked)
    expect(answer).toMatchObject({ ok: false, status, code })
    expect(answer.grant).toBeUndefined()
  })
})

/** An answer of which nothing but the body and headers reaches the client. */
function sent(answer: GuardAnswer): unknown {
  return answer.ok ? undefined : { status: answer.status, headers: Object.entries(answer.headers), body: answer.body }
}

describe('a refusal', () => {
  const late = linksAt(NOW - 60_000).sign('f', 'read', 60)

  it('is the same byte for byte for the three causes that help who is guessing', async () => {
    const tokens = ['x', read.replace('1.k.', '1.z.'), `${read.slice(0, -2)}AA`, read.replace('pread', 'pwrite')]
    for (const accept of ['text/html', '*/*']) {
      const answers = await Promise.all(tokens.map((token) => ask({ token, headers: { accept } })))
      for (const answer of answers) expect(sent(answer)).toEqual(sent(answers[0] as GuardAnswer))
      expect(answers[0]).toMatchObject({ code: 'invalid-link', status: 403 })
    }
  })

  it('is never cached, and passes no address on', async () => {
    for (const asked of [{}, { token: 'x' }, { token: late }, { method: 'OPTIONS' }]) {
      for (const accept of ['text/html', '*/*']) {
        expect(headersOf(await ask({ ...asked, headers: { accept } }))).toMatchObject({
          'Cache-Control': 'no-store',
          'Referrer-Policy': 'no-referrer',
          'X-Content-Type-Options': 'nosniff',
          Vary: 'Accept',
        })
      }
    }
  })

  it('is a page if the client prefers one, and problem details otherwise', async () => {
    const page = await ask({ token: late, headers: { accept: 'text/html,*/*;q=0.8' } })
    expect(page).toMatchObject({ status: 410, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
    expect(page).toMatchObject({ body: expect.stringContaining('This link has expired') })
    for (const headers of [{}, { accept: '*/*' }, new Headers({ Accept: 'application/json' })]) {
      const problem = await ask({ token: late, headers })
      expect(headersOf(problem)['Content-Type']).toBe('application/problem+json')
      expect(JSON.parse((problem as { body: string }).body)).toMatchObject({ status: 410, code: 'expired' })
    }
  })

  it('carries no part of the token', async () => {
    const mac = late.slice(-43)
    for (const accept of ['text/html', '*/*']) {
      const text = JSON.stringify(sent(await ask({ token: late, headers: { accept } })))
      expect(text).not.toContain(mac)
      expect(text).not.toContain(late.slice(0, 20))
    }
  })

  it('has the headers of its status', async () => {
    expect(headersOf(await ask({}))['WWW-Authenticate']).toBe('Bearer')
    expect(headersOf(await ask({ method: 'OPTIONS' })).Allow).toBe('GET, HEAD, PUT, POST, PATCH, DELETE')
    expect(headersOf(await ask({ method: 'PUT' }, { perm: 'read' })).Allow).toBe('GET, HEAD')
    const early = links.sign('f', 'read', 60, { notBefore: 90 })
    expect(headersOf(await ask({ token: early }))['Retry-After']).toBe('90')
    for (const token of ['x', late]) {
      const headers = headersOf(await ask({ token }))
      expect(Object.keys(headers).filter((name) => /^(?:Allow|Retry-After|WWW-Authenticate)$/.test(name))).toEqual([])
    }
  })

  it('can have other statuses and other forms', async () => {
    const statuses = { expired: 404 }
    expect(await outcome({ token: late }, { statuses })).toEqual([404, 'expired'])
    expect(await outcome({ token: 'x' }, { statuses })).toEqual([403, 'invalid-link'])
    expect(await outcome({}, { statuses: 404 })).toEqual([404, 'link-required'])
    const own = { headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'public' }, body: 'own' }
    const problem = vi.fn(() => own)
    const page = vi.fn(() => ({ ...own, body: 'own page' }))
    expect(await ask({ token: late }, { problem, page })).toMatchObject({ body: 'own' })
    expect(problem).toHaveBeenCalledWith({
      status: 410,
      code: 'expired',
      title: expect.any(String),
      advice: expect.any(String),
    })
    const shown = await ask({ token: late, headers: { accept: 'text/html' } }, { problem, page })
    expect(shown).toMatchObject({
      body: 'own page',
      headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
    })
  })
})

describe('the order of the decision', () => {
  it('asks the application nothing before there is one text that could be a link', async () => {
    const options = { fileId: vi.fn(() => 'f'), boundTo: vi.fn(), address: vi.fn(), secure: vi.fn() }
    const asked = [
      { method: 'OPTIONS', token: read },
      {},
      { url: '/f?token=' },
      { token: 'x' },
      { token: `${read}\u00e9` },
    ]
    for (const one of asked) await ask(one, options)
    for (const option of Object.values(options)) expect(option).not.toHaveBeenCalled()
  })

  it('says that the method is wrong whether there is a link or not', async () => {
    expect(await outcome({ method: 'OPTIONS' })).toEqual([405, 'method-not-allowed'])
  })

  it('looks at the upload only if the link permits it', async () => {
    const token = links.sign('f', 'write', 60, { upload: { maxBytes: 1 } })
    const headers = { 'content-length': '2' }
    expect(await outcome({ token, method: 'PUT', file: 'g', headers })).toEqual([403, 'wrong-file'])
    expect(await outcome({ token, method: 'PUT', headers })).toEqual([413, 'upload-too-large'])
  })
})

describe('the file', () => {
  it('may come later', async () => {
    expect(await outcome({ token: read }, { fileId: async () => 'f' })).toEqual([200])
    expect(await outcome({ token: read }, { fileId: async () => 'g' })).toEqual([403, 'wrong-file'])
  })

  it.each([undefined, null, 7, ['f'], { toString: () => 'f' }, new String('f')])(
    'is a string, not %s',
    async (value) => {
      for (const fileId of [() => value, async () => value]) {
        await expect(ask({ token: read }, { fileId: fileId as never })).rejects.toThrow(
          new TypeError('fileId must return a string'),
        )
      }
    },
  )

  it('fails with the error of the application', async () => {
    const error = new Error('no such route')
    const throws = (): never => {
      throw error
    }
    await expect(ask({ token: read }, { fileId: throws })).rejects.toBe(error)
    await expect(ask({ token: read }, { fileId: async () => throws() })).rejects.toBe(error)
    await expect(ask({ token: read }, { boundTo: throws })).rejects.toBe(error)
  })

  it('of a tree is the one that was asked for', async () => {
    const tree = links.sign('a', 'read', 60, { scope: 'tree' })
    expect(await ask({ token: tree, file: 'a/b' })).toMatchObject({ ok: true, grant: { fileId: 'a/b', tree: 'a' } })
    expect(await outcome({ token: tree, file: 'ab' })).toEqual([403, 'wrong-file'])
  })
})

describe('the permission', () => {
  const perms = [...STANDARD_PERMS, 'annotate'] as const
  const passing = async (asked: object, perm?: (typeof perms)[number]): Promise<string[]> => {
    const results = perms.map(async (name) => {
      const [status] = await outcome({ token: links.sign('f', name, 60), ...asked }, perm === undefined ? {} : { perm })
      return status === 200 ? [name] : []
    })
    return (await Promise.all(results)).flat()
  }

  it.each([
    ['GET', ['read']],
    ['HEAD', ['read']],
    ['PUT', ['write']],
    ['POST', ['create']],
    ['PATCH', ['write']],
    ['DELETE', ['delete']],
    ['OPTIONS', []],
  ])('for %s', async (method, expected) => {
    expect(await passing({ method })).toEqual(expected)
  })

  it('for PUT of a new file is write or create', async () => {
    expect(await passing({ method: 'PUT', headers: { 'if-none-match': '*' } })).toEqual(['write', 'create'])
    expect(await passing({ method: 'PUT', headers: { 'if-none-match': '"x"' } })).toEqual(['write'])
  })

  it('that was used is in the grant', async () => {
    const put = { method: 'PUT', headers: { 'if-none-match': '*' } }
    const used = async (...names: ('create' | 'write')[]) =>
      (await ask({ ...put, token: links.sign('f', names, 60) })).grant?.usedPerm
    expect([await used('create'), await used('write'), await used('create', 'write')]).toEqual([
      'create',
      'write',
      'write',
    ])
    expect(
      (await ask({ token: links.sign('f', ['read', 'annotate'], 60) }, { perm: 'annotate' })).grant?.usedPerm,
    ).toBe('annotate')
  })

  it('is exactly the one that is asked for', async () => {
    for (const perm of perms) expect(await passing({ method: 'GET' }, perm)).toEqual([perm])
    expect(await passing({ method: 'POST' }, 'read')).toEqual([])
    expect(await passing({ method: 'PUT' }, 'list')).toEqual([])
    expect(await passing({ method: 'PROPFIND' }, 'annotate')).toEqual(['annotate'])
  })
})

describe('verifying', () => {
  const conditions = { addresses: ['192.0.2.0/24'], httpsOnly: true }
  const known = { address: () => '192.0.2.7', secure: () => true }
  const verifications = async (asked: object): Promise<number> => {
    const tryVerify = vi.fn(links.tryVerify)
    await ask(asked, {}, { ...links, tryVerify })
    return tryVerify.mock.calls.length
  }

  it('happens once, whatever the link requires and whether it is refused', async () => {
    for (const options of [{}, conditions]) {
      const token = links.sign('f', ['read', 'write'], 60, options)
      for (const more of [known, {}, { ...known, file: 'g' }, { ...known, method: 'DELETE' }]) {
        expect(await verifications({ token, ...more })).toBe(1)
        expect(await verifications({ token, method: 'PUT', headers: { 'if-none-match': '*' }, ...more })).toBe(1)
      }
    }
  })

  it('happens a second time only to create a file with a link that does not allow writing', async () => {
    const put = { method: 'PUT', headers: { 'if-none-match': '*' }, ...known }
    const token = links.sign('f', 'create', 60, conditions)
    expect(await verifications({ token, ...put })).toBe(2)
    expect(await verifications({ token, ...put, file: 'g' })).toBe(1)
    expect(await verifications({ token, ...put, headers: {} })).toBe(1)
  })

  it('asks for the address and for https at most once, also if two permissions are tried', async () => {
    for (const perms of ['create', 'write', ['create', 'write'], 'read'] as const) {
      const token = links.sign('f', perms, 60, conditions)
      const lazy = { address: vi.fn(known.address), secure: vi.fn(known.secure) }
      await ask({ token, method: 'PUT', headers: { 'if-none-match': '*' }, ...lazy })
      const expected = perms === 'read' ? 0 : 1
      expect([lazy.address.mock.calls.length, lazy.secure.mock.calls.length]).toEqual([expected, expected])
    }
  })

  it('refuses a missing permission before a wrong address, also if two permissions are tried', async () => {
    const token = links.sign('f', 'read', 60, conditions)
    const put = { token, method: 'PUT', headers: { 'if-none-match': '*' } }
    expect(await outcome(put)).toEqual([403, 'permission-denied'])
    expect(await outcome({ ...put, ...known })).toEqual([403, 'permission-denied'])
  })

  it('fails if the address or https cannot be found out', async () => {
    const error = new Error('no socket')
    const broken = (): never => {
      throw error
    }
    const token = links.sign('f', 'read', 60, conditions)
    await expect(ask({ token, ...known, address: broken })).rejects.toThrow(error)
    await expect(ask({ token, ...known }, { secure: broken })).rejects.toThrow(error)
    await expect(ask({ token, ...known }, { address: () => 7 as never })).rejects.toThrow(TypeError)
  })
})

describe('conditions', () => {
  const addressed = links.sign('f', 'read', 60, { addresses: ['192.0.2.0/24'] })
  const secured = links.sign('f', 'read', 60, { httpsOnly: true })
  const both = links.sign('f', 'read', 60, { addresses: ['192.0.2.0/24'], httpsOnly: true })
  const address = () => '192.0.2.7'
  const secure = () => true

  it('are what the framework reports', async () => {
    expect(await outcome({ token: addressed, address })).toEqual([200])
    expect(await outcome({ token: addressed, address: () => '198.51.100.7' })).toEqual([403, 'wrong-address'])
    expect(await outcome({ token: addressed, address: () => undefined })).toEqual([403, 'wrong-address'])
    expect(await outcome({ token: secured, secure })).toEqual([200])
    expect(await outcome({ token: secured, secure: () => false })).toEqual([403, 'https-required'])
    expect(await outcome({ token: both, address, secure })).toEqual([200])
    expect(await outcome({ token: both, address })).toEqual([403, 'https-required'])
    expect(await outcome({ token: both, secure })).toEqual([403, 'wrong-address'])
  })

  it('take an address as a proxy writes it, from the framework and from the option', async () => {
    for (const written of ['192.0.2.7:51008', '192.0.2.7']) {
      expect(await outcome({ token: addressed, address: () => written })).toEqual([200])
      expect(await outcome({ token: addressed }, { address: () => written })).toEqual([200])
    }
    const ipv6 = links.sign('f', 'read', 60, { addresses: ['2001:db8::/32'] })
    expect(await outcome({ token: ipv6, address: () => '[2001:db8::1]:443' })).toEqual([200])
    expect(await outcome({ token: addressed, address: () => '198.51.100.7:1' })).toEqual([403, 'wrong-address'])
  })

  it('are what the options return, if they are set', async () => {
    const asked = { token: both, address: () => '198.51.100.7', secure: () => false }
    expect(await outcome(asked, { address, secure })).toEqual([200])
    expect(await outcome({ token: both, address, secure }, { address: () => undefined })).toEqual([
      403,
      'wrong-address',
    ])
    expect(await outcome({ token: both, address, secure }, { secure: () => undefined })).toEqual([
      403,
      'https-required',
    ])
  })

  it('apply to the narrower permission too', async () => {
    const token = links.sign('f', 'create', 60, { addresses: ['192.0.2.0/24'] })
    const put = { token, method: 'PUT', headers: { 'if-none-match': '*' } }
    expect(await outcome({ ...put, address })).toEqual([200])
    expect(await outcome(put)).toEqual([403, 'wrong-address'])
  })

  it('apply to a narrowed link', async () => {
    const token = narrow(read, { addresses: ['192.0.2.7'] })
    expect(await outcome({ token, address })).toEqual([200])
    expect(await outcome({ token, address: () => '192.0.2.8' })).toEqual([403, 'wrong-address'])
  })

  it('are asked for only if a link requires them', async () => {
    const asked = { address: vi.fn(address), secure: vi.fn(secure) }
    await ask({ token: read, ...asked })
    expect(asked.address).not.toHaveBeenCalled()
    expect(asked.secure).not.toHaveBeenCalled()
  })

  it('of a bound link are what the application says', async () => {
    const token = links.sign('f', 'read', 60, { boundTo: 'u' })
    expect(await outcome({ token }, { boundTo: () => 'u' })).toEqual([200])
    expect(await outcome({ token }, { boundTo: async () => 'u' })).toEqual([200])
    expect(await outcome({ token }, { boundTo: () => 'v' })).toEqual([403, 'invalid-link'])
    expect(await outcome({ token }, { boundTo: () => undefined })).toEqual([403, 'binding-required'])
    await expect(ask({ token }, { boundTo: () => null as never })).rejects.toThrow(TypeError)
  })
})

describe('uploads', () => {
  it.each([
    [{ 'content-length': '3' }, [413, 'upload-too-large']],
    [{ 'content-length': '1', 'content-type': 'image/png' }, [400, 'upload-too-small']],
    [{ 'content-length': '2', 'content-type': 'image/gif' }, [415, 'upload-wrong-type']],
  ])('are refused before a byte is read: %j', async (headers, expected) => {
    const token = links.sign('f', ['write', 'create'], 60, {
      upload: { minBytes: 2, maxBytes: 2, contentTypes: ['image/png'] },
    })
    for (const method of ['PUT', 'POST', 'PATCH']) expect(await outcome({ token, method, headers })).toEqual(expected)
  })
})

describe('uploads that the handler measures', () => {
  const token = links.sign('f', 'write', 60, { upload: { minBytes: 2, maxBytes: 2, contentTypes: ['image/png'] } })
  const options = { uploadLimits: 'handler' } as const

  it('pass the guard, whatever is declared', async () => {
    for (const headers of [
      { 'content-length': '3' },
      { 'content-type': 'multipart/form-data', 'content-length': '300' },
      { 'transfer-encoding': 'chunked' },
    ] as Record<string, string>[]) {
      expect(await outcome({ token, method: 'PUT', headers }, options)).toEqual([200])
    }
  })

  it('have their type compared by limitUpload, which the guard has done otherwise', async () => {
    const headers = { 'content-type': 'image/png', 'content-length': '2' }
    const body = async function* () {
      yield new Uint8Array(2)
    }
    const grants = [options, {}].map(async (given) => (await ask({ token, method: 'PUT', headers }, given)).grant)
    const [handlers, guards] = await Promise.all(grants)
    await expect(limitUpload(body(), handlers ?? {}).next()).rejects.toThrow(TypeError)
    expect((await limitUpload(body(), guards ?? {}).next()).value).toHaveLength(2)
  })
})

describe('a part of a file', () => {
  it('does not pass limits, which are about the whole', async () => {
    const token = links.sign('f', 'write', 60, { upload: { maxBytes: 3 } })
    const headers = { 'content-length': '3', 'content-range': 'bytes 1000000-1000002/*' }
    expect(await outcome({ token, method: 'PUT', headers })).toEqual([400, 'bad-request'])
    expect(await outcome({ token: links.sign('f', 'write', 60), method: 'PUT', headers })).toEqual([200])
  })
})

describe('a polluted prototype', () => {
  const bearer = { authorization: `Bearer ${read}` }
  it.each([
    ['token', read, {}, [401, 'link-required']],
    [
      'rawHeaders',
      ['authorization', `Bearer ${read}`],
      { headers: { authorization: 'Basic x' } },
      [401, 'link-required'],
    ],
    ['rawHeaders', [], { headers: bearer }, [200]],
    ['header', 'X-Foo', { token: read }, [200]],
    ['code', 'expired', { token: read }, [200]],
    ['get', () => undefined, { token: read }, [200]],
    ['address', 'x', { token: links.sign('f', 'read', 60, { addresses: ['::1'] }) }, [403, 'wrong-address']],
    ['secure', true, { token: links.sign('f', 'read', 60, { httpsOnly: true }) }, [403, 'https-required']],
  ])('changes nothing: %s', async (name, value, asked, expected) => {
    // Prepared before, so that what is polluted is the guard alone and not this test.
    const prototype = Object.prototype as unknown as Record<string, unknown>
    const url = `/f${'token' in asked ? `?token=${asked.token}` : ''}`
    const request: GuardRequest = { method: 'GET', url, headers: {}, ...asked }
    const guard = createGuard(links, { fileId: () => 'f', clock: () => NOW }, () => request)
    const before = await guard({})
    prototype[name] = value
    let answer: GuardAnswer
    try {
      answer = await guard({})
    } finally {
      delete prototype[name]
    }
    expect(answer.ok ? [200] : [answer.status, answer.code]).toEqual(expected)
    expect(headersOf(answer)).toEqual(headersOf(before))
  })
})

describe('an upload by a method that brings none elsewhere', () => {
  const token = links.sign('f', ['create', 'annotate'], 60, { upload: { maxBytes: 2, contentTypes: ['image/png'] } })

  it.each(['GET', 'HEAD', 'DELETE', 'POST', 'PROPFIND'])(
    'keeps its limits if the permission is explicit: %s',
    async (method) => {
      for (const perm of ['create', 'annotate'] as const) {
        const says = (headers: Record<string, string>) => outcome({ token, method, headers }, { perm })
        expect(await says({ 'content-length': '2', 'content-type': 'text/html' })).toEqual([415, 'upload-wrong-type'])
        expect(await says({ 'content-length': '3', 'content-type': 'image/png' })).toEqual([413, 'upload-too-large'])
        expect(await says({ 'content-length': '2', 'content-type': 'image/png' })).toEqual([200])
        expect(await says({ 'content-length': '0' })).toEqual([200])
      }
    },
  )
})

describe('a body that is too large', () => {
  const token = links.sign('f', 'write', 60, { upload: { maxBytes: 2, minBytes: 1 } })
  const connection = async (more: object, length = '3'): Promise<string | undefined> =>
    headersOf(await ask({ token, method: 'PUT', headers: { 'content-length': length }, ...more })).Connection

  it('ends the connection, if it is one of HTTP/1', async () => {
    expect(await connection({ httpVersion: '1.1' })).toBe('close')
    expect(await connection({ httpVersion: '1.0' })).toBe('close')
    expect(await connection({ httpVersion: '2.0' })).toBeUndefined()
    expect(await connection({})).toBeUndefined()
    expect(await connection({ httpVersion: '1.1' }, '0')).toBeUndefined() // too small
    expect(await connection({ httpVersion: '1.1' }, '2')).toBeUndefined()
    const chunked = { 'transfer-encoding': 'chunked' }
    expect(await connection({ httpVersion: '1.1', headers: chunked })).toBe('close')
    expect(await connection({ httpVersion: '2.0', headers: {} })).toBeUndefined()
  })
})

describe('a link that is for one client', () => {
  const response = { cacheControl: 'public, max-age=9, s-maxage=9' }
  const open = links.sign('f', 'read', 60, { response })
  const cookie = [{ cookie: 'link' }] as const
  const bound = links.sign('f', 'read', 60, { response, boundTo: 'u' })
  const overHttps = links.sign('f', 'read', 60, { response, httpsOnly: true })
  const addressed = links.sign('f', 'read', 60, { response, addresses: ['192.0.2.7'] })

  it.each([
    ['in the URL', { token: open }, {}, 'public, max-age=9, s-maxage=9', undefined],
    [
      'over https alone, which is not one client',
      { token: overHttps, secure: () => true },
      {},
      'public, max-age=9, s-maxage=9',
      undefined,
    ],
    ['in Authorization', { headers: { authorization: `Bearer ${open}` } }, {}, 'private, max-age=9', 'Authorization'],
    ['in a cookie', { headers: { cookie: `link=${open}` } }, { tokenFrom: cookie }, 'private, max-age=9', 'Cookie'],
    ['bound', { token: bound }, { boundTo: () => 'u' }, 'private, max-age=9', undefined],
    ['for an address', { token: addressed, address: () => '192.0.2.7' }, {}, 'private, max-age=9', undefined],
  ])('is kept by no shared cache, and any other may be: %s', async (_, asked, options, cache, vary) => {
    const answer = await ask(asked, options)
    const headers = headersOf(answer)
    expect([answer.ok, headers['Cache-Control'], headers.Vary]).toEqual([true, cache, vary])
  })
})

describe('onDecision', () => {
  const decisions = async (asked: object, options = {}, given = links): Promise<Decision[]> => {
    const seen: Decision[] = []
    await ask(asked, { ...options, onDecision: (decision: Decision) => void seen.push(decision) }, given)
    return seen
  }

  it('learns of a success', async () => {
    const token = links.sign('f', ['read', 'write'], 60, { ref: 'case 7' })
    expect(await decisions({ token })).toStrictEqual([
      { outcome: 'allowed', keyId: 'k', olderKey: false, ref: 'case 7', fileId: 'f', perm: 'read', method: 'GET' },
    ])
  })

  it('learns the true cause, and of a link only what its signature proves', async () => {
    const unknown = { outcome: 'refused', fileId: 'f', perm: 'read', method: 'GET' }
    const { fileId: _, ...unread } = unknown
    expect(await decisions({ token: 'x' })).toEqual([{ ...unread, code: 'malformed' }])
    expect(await decisions({ token: read.replace('1.k.', '1.z.') })).toEqual([{ ...unknown, code: 'unknown-key' }])
    expect(await decisions({ token: `${read.slice(0, -2)}AA` })).toEqual([{ ...unknown, code: 'bad-signature' }])
    const late = linksAt(NOW - 60_000).sign('f', 'read', 60, { ref: 'r' })
    const expected = { ...unknown, code: 'expired', keyId: 'k', olderKey: false, ref: 'r' }
    expect(await decisions({ token: late })).toEqual([expected])
  })

  it('learns what is known when the request itself is wrong', async () => {
    expect(await decisions({})).toStrictEqual([
      { outcome: 'refused', code: 'link-required', perm: 'read', method: 'GET' },
    ])
    expect(await decisions({ url: '/?token' })).toStrictEqual([
      { outcome: 'refused', code: 'bad-request', perm: 'read', method: 'GET' },
    ])
    const method = 'OPTIONS'
    expect(await decisions({ method })).toStrictEqual([{ outcome: 'refused', code: 'method-not-allowed', method }])
  })

  it('learns the permission that decided, and the file that was asked for', async () => {
    const put = { method: 'PUT', headers: { 'if-none-match': '*' } }
    expect(await decisions({ ...put, token: links.sign('f', 'create', 60) })).toMatchObject([{ perm: 'create' }])
    expect(await decisions({ ...put, token: links.sign('f', ['create', 'write'], 60) })).toMatchObject([
      { perm: 'write' },
    ])
    expect(await decisions({ token: read, file: 'g' })).toMatchObject([{ fileId: 'g', code: 'wrong-file' }])
    const token = links.sign('f', 'write', 60, { upload: { maxBytes: 1 }, ref: 'r' })
    const upload = { token, method: 'PUT', headers: { 'content-length': '2' } }
    expect(await decisions(upload)).toMatchObject([{ code: 'upload-too-large', keyId: 'k', ref: 'r', fileId: 'f' }])
  })

  it('learns whether an older key was used, by the clock and after a replacement', async () => {
    const [older, newer] = [createKey('older'), createKey('newer')]
    const keyring = createKeyring([older, { ...newer, signFrom: new Date(NOW + 1000) }])
    let now = NOW
    const rotating = createLinks({ keys: keyring, perms: ['annotate'], clock: () => now })
    const token = rotating.sign('f', 'read', 60)
    expect(await decisions({ token }, {}, rotating)).toMatchObject([{ keyId: 'older', olderKey: false }])
    now = NOW + 1000
    expect(await decisions({ token }, {}, rotating)).toMatchObject([{ keyId: 'older', olderKey: true }])
    keyring.replace([older])
    expect(await decisions({ token }, {}, rotating)).toMatchObject([{ keyId: 'older', olderKey: false }])
    keyring.replace([{ ...older, signFrom: new Date(NOW + 60_000) }])
    const [decision] = await decisions({ token }, {}, rotating)
    expect(decision).toMatchObject({ outcome: 'allowed', keyId: 'older' })
    expect(decision).not.toHaveProperty('olderKey')
  })

  it('never gets the token', async () => {
    const [decision] = await decisions({ token: read })
    expect(JSON.stringify(decision)).not.toContain(read.slice(-43))
    expect(Object.isFrozen(decision)).toBe(true)
  })

  it('is given the request', async () => {
    const onDecision = vi.fn()
    const asked = { token: read }
    await ask(asked, { onDecision })
    expect(onDecision).toHaveBeenCalledExactlyOnceWith(expect.anything(), asked)
  })

  it('is waited for on a success', async () => {
    const order: string[] = []
    const onDecision = async (): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve))
      order.push('recorded')
    }
    await ask({ token: read }, { onDecision }).then(({ ok }) => order.push(`answered ${ok}`))
    expect(order).toEqual(['recorded', 'answered true'])
  })

  const failures = {
    throws: () => {
      throw new Error('disk full')
    },
    rejects: () => Promise.reject(new Error('disk full')),
  }

  it.each(Object.entries(failures))('that %s on a success makes it 503', async (_, onDecision) => {
    const answer = await ask({ token: read }, { onDecision, statuses: 404 })
    expect(answer).toMatchObject({ ok: false, status: 503, code: 'unavailable' })
    expect(answer.grant).toBeUndefined()
    expect(JSON.stringify(answer)).not.toContain('disk full')
  })

  it.each(Object.entries(failures))('that %s on a refusal changes nothing', async (_, onDecision) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    expect(sent(await ask({ token: 'x' }, { onDecision }))).toEqual(sent(await ask({ token: 'x' })))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('that never ends does not hold up a refusal', async () => {
    expect(await outcome({ token: 'x' }, { onDecision: () => new Promise(() => {}) })).toEqual([403, 'invalid-link'])
  })
})
