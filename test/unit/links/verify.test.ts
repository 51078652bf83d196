import { createLinks, LinkError, narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bindings,
  editsOf,
  fileIds,
  instants,
  keyIds,
  lifetimes,
  permLists,
  purposes,
  secrets,
} from '../../support/arbitraries.ts'
import { inSeconds, KEY, linksAt, NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { thrownBy } from '../../support/misuse.ts'
import { runs } from '../../support/runs.ts'
import { SPEC_SERVER, specVerify, withMac } from '../../support/spec-verifier.ts'

const links = linksAt()

const signed = fc.record({
  fileId: fileIds,
  perms: permLists,
  ttl: lifetimes,
  boundTo: bindings,
  keyId: keyIds,
  secret: secrets,
  purpose: purposes,
  now: instants,
})

/** One grant, signed, with the server that made it and what the reference verifier knows of that server. */
const scenes = signed.map(({ fileId, perms, ttl, boundTo, keyId, secret, purpose, now }) => {
  const at = (clock: () => number) =>
    createLinks({ keys: [{ id: keyId, secret }], purpose, perms: ['annotate'], clock })
  const token = at(() => now).sign(fileId, perms, inSeconds(ttl), boundTo === undefined ? {} : { boundTo })
  const reference = { ...SPEC_SERVER, keyId, secret, purpose }
  const request = boundTo === undefined ? {} : { boundTo }
  return { fileId, perms, ttl, boundTo, keyId, secret, purpose, now, token, reference, request, at }
})

describe('the round trip', () => {
  it('gives back what was signed', () => {
    fc.assert(
      fc.property(scenes, ({ at, now, token, request, ...given }) => {
        const grant = at(() => now).verify(token, request)
        expect(grant).toEqual({
          fileId: given.fileId,
          perms: [...new Set(given.perms)].sort(),
          expiresAt: new Date((Math.floor(now / 1000) + given.ttl) * 1000),
          keyId: given.keyId,
          depth: 0,
          bound: given.boundTo !== undefined,
        })
        expect(token).toMatch(/^[A-Za-z0-9._~-]{1,2048}$/)
      }),
      runs(300),
    )
  })

  it('ends at the very instant of the expiry', () => {
    fc.assert(
      fc.property(scenes, ({ at, now, ttl, token, request }) => {
        const end = (Math.floor(now / 1000) + ttl) * 1000
        const codeAt = (instant: number) => at(() => instant).tryVerify(token, request).code
        expect([codeAt(end - 1), codeAt(end), codeAt(end + 1)]).toEqual([undefined, 'expired', 'expired'])
      }),
      runs(200),
    )
  })
})

describe('against the reference verifier', () => {
  it('agrees on signed links, whatever is asked of them and whenever', () => {
    const property = fc.property(
      scenes,
      fc.option(fileIds),
      fc.option(fc.constantFrom('read', 'write', 'annotate' as const)),
      fc.integer({ min: -8 * 86_400, max: 8 * 86_400 }),
      (scene, otherFile, perm, shift) => {
        const now = Math.max(0, scene.now + shift * 1000)
        const request = { ...scene.request, ...(otherFile && { fileId: otherFile }), ...(perm && { perm }) }
        const result = scene.at(() => now).tryVerify(scene.token, request as object)
        expect(result).toEqual(specVerify(scene.token, scene.reference, request, now))
      },
    )
    fc.assert(property, runs(300))
  })

  it('agrees on tokens edited by somebody without the key', () => {
    const property = fc.property(
      scenes.chain((scene) => fc.tuple(fc.constant(scene), editsOf(scene.token))),
      ([scene, token]) => {
        const result = scene.at(() => scene.now).tryVerify(token, scene.request)
        expect(result).toEqual(specVerify(token, scene.reference, scene.request, scene.now))
      },
    )
    fc.assert(property, runs(500))
  })

  it('agrees on blocks edited and then signed, if they are still ASCII', () => {
    const property = fc.property(
      scenes.chain((scene) => fc.tuple(fc.constant(scene), editsOf(scene.token.slice(0, -44)))),
      ([scene, body]) => {
        fc.pre(/^[ -~]*$/.test(body))
        const token = withMac(body, scene.boundTo, scene.reference)
        const result = scene.at(() => scene.now).tryVerify(token, scene.request)
        expect(result).toEqual(specVerify(token, scene.reference, scene.request, scene.now))
      },
    )
    fc.assert(property, runs(500))
  })

  it('agrees on narrowed links, well written and ill', () => {
    const block = fc
      .record({
        b: fc.option(fc.integer({ min: -100_000, max: 100_000 })),
        e: fc.option(fc.integer({ min: -100_000, max: 700_000 })),
        f: fc.option(fc.constantFrom('same', 'a', 'a.b', 'é')),
        p: fc.option(permLists),
      })
      .filter(({ b, e, f, p }) => b !== null || e !== null || f !== null || p !== null)
    const property = fc.property(
      scenes,
      fc.array(block, { minLength: 1, maxLength: 10 }),
      fc.integer({ min: -100, max: 3 }),
      fc.nat(),
      (scene, blocks, edit, at) => {
        const seconds = Math.floor(scene.now / 1000)
        const texts = blocks.map(({ b, e, f, p }) => {
          const id = f === 'same' ? scene.fileId : f
          const file = id === null ? '' : `.${/^[\w-]+$/.test(id) ? 'f' : 'g'}${/^[\w-]+$/.test(id) ? id : toText(id)}`
          const times = `${b === null ? '' : `.b${Math.max(0, seconds + b)}`}${e === null ? '' : `.e${Math.max(0, seconds + e)}`}`
          return `${times}${file}${p === null ? '' : `.p${[...new Set(p)].sort().join('_')}`}`.slice(1)
        })
        const later = texts.join('~')
        const edited =
          edit < 0
            ? later
            : later.slice(0, at % later.length) + ['0', '.', '~', '_'][edit] + later.slice(at % later.length)
        const body = `${scene.token.slice(0, -44)}~${edited}`
        const token = withMac(body, scene.boundTo, scene.reference)
        const result = scene.at(() => scene.now).tryVerify(token, scene.request)
        expect(result).toEqual(specVerify(token, scene.reference, scene.request, scene.now))
      },
    )
    fc.assert(property, runs(500))
  })
})

describe('a result', () => {
  const token = links.sign('a', 'read', '1h')

  it('has a grant only on success, and a code only on refusal', () => {
    const good = links.tryVerify(token)
    const forged = links.tryVerify(`${token.slice(0, -1)}_`)
    const late = linksAt(NOW + 3_600_000).tryVerify(token)
    expect([good.ok, good.grant?.fileId, good.code, good.refused]).toEqual([true, 'a', undefined, undefined])
    expect([forged.ok, 'grant' in forged, 'code' in forged, 'refused' in forged]).toEqual([false, false, true, false])
    expect([late.ok, 'grant' in late, 'code' in late, 'refused' in late]).toEqual([false, false, true, true])
    expect(late.refused).toEqual(good.grant)
  })

  it('is made afresh for every call, so that nobody else can change it', () => {
    const first = links.verify(token)
    ;(first.perms as string[]).push('write')
    first.expiresAt.setTime(0)
    Object.assign(first, { fileId: 'b' })
    expect(links.verify(token)).toMatchObject({ fileId: 'a', perms: ['read'], expiresAt: new Date(NOW + 3_600_000) })
  })

  it('and the exception of verify say the same', () => {
    for (const [server, text] of [
      [links, 'x'],
      [links, `${token.slice(0, -1)}_`],
      [linksAt(NOW + 3_600_000), token],
    ] as const) {
      const result = server.tryVerify(text)
      const error = thrownBy(() => server.verify(text)) as LinkError
      expect(error).toBeInstanceOf(LinkError)
      expect([error.code, error.refused]).toEqual([result.code, result.refused])
    }
  })

  it('is the same when the verbs are detached', () => {
    const { sign, verify, tryVerify } = links
    expect(verify(sign('a', 'read', '1h'))).toEqual(links.verify(token))
    expect(tryVerify(token)).toEqual(links.tryVerify(token))
  })
})

describe('what is asked of a link', () => {
  const token = links.sign('a', ['read', 'list'], '1h')
  const codeFor = (request: object) => links.tryVerify(token, request).code

  it('any file and any permission if the request leaves them out', () => {
    expect([codeFor({}), links.tryVerify(token).ok]).toEqual([undefined, true])
  })

  it('the very file', () => {
    const ids = ['a', 'A', 'a ', 'a/', '', 'á', 'a\0']
    expect(ids.map((fileId) => codeFor({ fileId }))).toEqual([undefined, ...Array(6).fill('wrong-file')])
  })

  it('the very bytes of the file id: two normal forms are two files', () => {
    const composed = links.sign('\u00e9', 'read', '1h')
    expect(links.tryVerify(composed, { fileId: 'e\u0301' }).code).toBe('wrong-file')
    expect(links.tryVerify(composed, { fileId: '\u00e9' }).ok).toBe(true)
  })

  it('one of its permissions, whole names only', () => {
    expect((['read', 'list', 'write', 'annotate'] as const).map((perm) => codeFor({ perm }))).toEqual([
      undefined,
      undefined,
      'permission-denied',
      'permission-denied',
    ])
  })

  it('whom it is bound to', () => {
    const bound = links.sign('a', 'read', '1h', { boundTo: 'user-7' })
    const codes = [{}, { boundTo: undefined }, { boundTo: 'user-7' }, { boundTo: 'user-8' }, { boundTo: '' }]
    expect(codes.map((request) => links.tryVerify(bound, request).code)).toEqual([
      'binding-required',
      'binding-required',
      undefined,
      'bad-signature',
      'bad-signature',
    ])
    expect(links.tryVerify(token, { boundTo: 'user-7' }).ok).toBe(true)
  })

  it('a broken binding does not pass for the character that stands for broken text', () => {
    const bound = links.sign('a', 'read', '1h', { boundTo: '\ufffd' })
    expect(links.tryVerify(bound, { boundTo: '\ud800' }).code).toBe('bad-signature')
    expect(links.tryVerify(bound, { boundTo: '\ufffd' }).ok).toBe(true)
  })
})

describe('tokens that are none', () => {
  it('any value that is not a string is malformed', () => {
    const token = links.sign('a', 'read', '1h')
    const values: unknown[] = [
      undefined,
      null,
      0,
      1n,
      true,
      Symbol('t'),
      [token],
      { token },
      new String(token),
      { toString: () => token },
      { [Symbol.toPrimitive]: () => token, length: token.length },
      Buffer.from(token),
      new Proxy({}, { get: () => token }),
      () => token,
    ]
    expect(values.map((value) => links.tryVerify(untyped(value)).code)).toEqual(values.map(() => 'malformed'))
  })

  it('hostile text is refused without an exception', () => {
    const mac = 'A'.repeat(43)
    const texts = ['', '.', '~', '1', '1.', '1b', '1..', '__proto__', '\0', '\ud800', '🗝'.repeat(100), 'x'.repeat(2049)]
    for (const id of ['', '.', '\0', '\ud800', '🗝', 'k k', 'k~k', 'k'.repeat(33), 'ｋ']) texts.push(`1.${id}.e1.${mac}`)
    texts.push(
      `1.k.${mac}`,
      `1.k${mac}`,
      `.k.e1.${mac}`,
      `2.k.e1.${mac}`,
      `1c.k.e1.${mac}`,
      `1B.k.e1.${mac}`,
      `01.k.e1.${mac}`,
    )
    expect(texts.map((text) => [text, links.tryVerify(text).code])).toEqual(texts.map((text) => [text, 'malformed']))
  })

  it('text beyond ASCII is refused even with a MAC over its UTF-8 bytes', () => {
    const good = `1.k.e${NOW_SECONDS + 60}.fa.pread`
    for (const [i, c] of [...good].entries()) {
      for (const twin of [c.charCodeAt(0) + 0x100, c.charCodeAt(0) + 0xfee0].map((code) => String.fromCharCode(code))) {
        const body = good.slice(0, i) + twin + good.slice(i + 1)
        const { ok, refused } = links.tryVerify(withMac(body))
        expect([body, ok, refused]).toEqual([body, false, undefined])
      }
    }
    expect(links.tryVerify(withMac(good)).ok).toBe(true)
  })

  it('key ids that every object inherits are unknown keys', () => {
    const ids = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'K', 'k_']
    const mac = 'A'.repeat(43)
    expect(ids.map((id) => links.tryVerify(`1.${id}.e1.fa.pread.${mac}`).code)).toEqual(ids.map(() => 'unknown-key'))
  })

  it('as long as a token can be, and no longer', () => {
    const perms = Array.from({ length: 61 }, (_, i) => `x${String(i).padStart(30, '0')}`)
    const start = `1.k.e${NOW_SECONDS + 60}.fa.pread_${perms.join('_')}_`
    const body = (length: number) => start.padEnd(length - 44, 'z')
    const at = (length: number) => {
      const text = body(length)
      return withMac(text)
    }
    expect([at(2048).length, links.tryVerify(at(2048)).ok]).toEqual([2048, true])
    expect([at(2049).length, links.tryVerify(at(2049)).code]).toEqual([2049, 'malformed'])
  })

  it('at most eight narrowing blocks', () => {
    let token = links.sign('a', ['read', 'list'], '1h')
    for (let depth = 1; depth <= 8; depth++) {
      token = narrow(token, { perms: 'read' })
      expect(links.verify(token).depth).toBe(depth)
    }
    const nine = `${token.slice(0, -44)}~pread`
    expect(links.tryVerify(withMac(nine)).code).toBe('malformed')
  })
})

describe('the lifetime, when verifying', () => {
  const HOUR = 3600
  const verifier = createLinks({ keys: [KEY], maxTtl: '1h', clock: () => NOW })
  const lasting = (seconds: number, more = {}) =>
    createLinks({ keys: [KEY], maxTtl: '365d', clock: () => NOW }).sign('a', 'read', seconds, more)

  it('is at most maxTtl and 15 minutes for clocks that differ', () => {
    expect(verifier.tryVerify(lasting(HOUR + 900)).ok).toBe(true)
    expect(verifier.tryVerify(lasting(HOUR + 901)).code).toBe('too-long-lived')
  })

  it('counts from the start of a link, which may lie no further ahead than maxTtl and 15 minutes', () => {
    const startingIn = (start: number, life: number) =>
      verifier.tryVerify(lasting(life, { notBefore: new Date(NOW + start * 1000) })).code
    expect(startingIn(600, HOUR + 900)).toBe('not-yet-valid')
    const later = (start: number, expiry: number, now: number) => {
      const body = `1.k.b${NOW_SECONDS + start}.e${NOW_SECONDS + expiry}.fa.pread`
      const token = withMac(body)
      return createLinks({ keys: [KEY], maxTtl: '1h', startLeeway: '15m', clock: () => NOW + now * 1000 }).tryVerify(
        token,
      )
    }
    expect(later(900, 900 + HOUR + 900, 0).ok).toBe(true)
    expect(later(900, 900 + HOUR + 901, 0).code).toBe('too-long-lived')
  })
})

describe('the clock', () => {
  const broken: [string, unknown][] = [
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['a negative number', -1],
    ['text', String(NOW)],
    ['nothing', undefined],
    ['null', null],
    ['a Date', new Date(NOW)],
    ['a bigint', BigInt(NOW)],
    ['an object with valueOf', { valueOf: () => NOW }],
    ['a promise', Promise.resolve(NOW)],
  ]
  it.each(broken)('that returns %s stops every verb', (_, value) => {
    const stopped = createLinks({ keys: [KEY], clock: () => untyped(value) })
    const token = links.sign('a', 'read', '1h')
    for (const act of [
      () => stopped.sign('a', 'read', '1h'),
      () => stopped.verify(token),
      () => stopped.tryVerify(token),
      () => stopped.tryVerify('x'),
    ]) {
      const error = thrownBy(act)
      expect([error.constructor, error.message]).toEqual([RangeError, expect.stringContaining('clock')])
    }
  })

  it('is asked at every call', () => {
    let now = NOW
    const moving = createLinks({ keys: [KEY], clock: () => now })
    const token = moving.sign('a', 'read', 60)
    expect(moving.tryVerify(token).ok).toBe(true)
    now += 60_000
    expect(moving.tryVerify(token).code).toBe('expired')
  })

  it('is that of the system if none is given', () => {
    const plain = createLinks({ keys: [KEY] })
    const before = Math.floor(Date.now() / 1000)
    const { expiresAt } = plain.verify(plain.sign('a', 'read', 60))
    const after = Math.floor(Date.now() / 1000)
    expect(expiresAt.getTime() / 1000 - 60).toBeGreaterThanOrEqual(before)
    expect(expiresAt.getTime() / 1000 - 60).toBeLessThanOrEqual(after)
  })
})

function toText(id: string): string {
  return Buffer.from(id).toString('base64url')
}

describe('a managed link, verified without a store', () => {
  it('is refused before a function of the request is called', () => {
    const token = withMac(`1.k.a0a00000008.e${NOW_SECONDS + 60}.fa.h.i${NOW_SECONDS}.n${'A'.repeat(16)}.pread`)
    const { code, refused } = links.tryVerify(token, {
      address: () => expect.unreachable(),
      secure: () => expect.unreachable(),
    })
    expect([code, refused]).toMatchObject(['state-required', { fileId: 'a', keyId: 'k' }])
  })
})
