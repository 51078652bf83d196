import { createKeyring, createLinks, type Duration } from 'daypass'
import { describe, expect, it } from 'vitest'
import { inSeconds, KEY, NOW, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { HUGE, NOT_DURATIONS, NOT_LISTS, NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const DAY = 86_400
const make = (options: object) => createLinks(untyped({ keys: [KEY], clock: () => NOW, ...options }))

describe('createLinks', () => {
  it.each([...NOT_OBJECTS, ['undefined', undefined] as const])('of %s is a TypeError', (_, options) => {
    expectMisuse(() => createLinks(untyped(options)), TypeError, 'createLinks')
  })

  it.each(['key', 'secret', 'Keys', 'maxTTL', 'ttl', 'permissions', 'now', 'algorithm', '__proto__', 'constructor'])(
    'with the unknown option %s is a TypeError',
    (name) => {
      expectMisuse(() => make(Object.fromEntries([[name, 'x']])), TypeError, `unknown name "${name}"`)
    },
  )

  it('does not quote what may be a secret in the place of a name', () => {
    const { secret } = KEY
    expectMisuse(() => make({ [String(secret)]: 1 }), TypeError, 'unknown name')
  })

  it.each(['keys', 'purpose', 'perms', 'maxTtl', 'startLeeway', 'clock'])(
    'with %s undefined is a TypeError',
    (name) => {
      expectMisuse(() => make({ [name]: undefined }), TypeError, name)
    },
  )

  it('reads its options once each', () => {
    const reads: string[] = []
    const options = { keys: [KEY], purpose: 'p', perms: [], maxTtl: 60, startLeeway: 0, clock: () => NOW }
    createLinks(
      new Proxy(options, {
        get: (target, name) => {
          reads.push(String(name))
          return Reflect.get(target, name)
        },
      }),
    )
    expect(reads.sort()).toEqual(Object.keys(options).sort())
  })
})

describe('keys', () => {
  it('that are missing are a TypeError', () => {
    expectMisuse(() => createLinks(untyped({})), TypeError, 'keys')
  })

  it.each([
    ...NOT_LISTS,
    ['what looks like a keyring', { replace: () => {} }] as const,
    ['one key', KEY] as const,
    ['a secret', KEY.secret] as const,
  ])('that are %s are a TypeError', (_, keys) => {
    expectMisuse(() => make({ keys }), TypeError, 'keys')
  })

  it('that are an empty list are a TypeError', () => {
    expectMisuse(() => make({ keys: [] }), TypeError, 'keys')
  })

  it('can be a keyring', () => {
    const links = make({ keys: createKeyring([KEY]) })
    expect(links.tryVerify(links.sign('a', 'read', 60)).ok).toBe(true)
  })
})

describe('purpose', () => {
  it.each(NOT_STRINGS)('that is %s is a TypeError', (_, purpose) => {
    expectMisuse(() => make({ purpose }), TypeError, 'purpose')
  })

  it.each(['', 'A', 'a_b', 'a b', 'a/b', 'é', 'a\0', 'a\n', 'a'.repeat(65), HUGE])(
    'of another form is a RangeError (%#)',
    (purpose) => {
      expectMisuse(() => make({ purpose }), RangeError, 'purpose must be 1 to 64 of a-z 0-9 - .')
    },
  )

  it('separates the keys: a link made for one never passes for another', () => {
    const purposes = ['links', 'links.', 'link', 'uploads', '1', '.', '-', 'a'.repeat(64)]
    for (const one of purposes) {
      const token = make({ purpose: one }).sign('a', 'read', 60)
      const codes = purposes.map((other) => make({ purpose: other }).tryVerify(token).code)
      expect(codes).toEqual(purposes.map((other) => (other === one ? undefined : 'bad-signature')))
    }
  })

  it('is "links" if none is given', () => {
    expect(make({}).sign('a', 'read', 60)).toBe(make({ purpose: 'links' }).sign('a', 'read', 60))
  })
})

describe('perms', () => {
  it.each([...NOT_LISTS, ['a string', 'annotate'] as const])('that are %s are a TypeError', (_, perms) => {
    expectMisuse(() => make({ perms }), TypeError, 'perms')
  })

  it.each(NOT_STRINGS)('of which one is %s are a TypeError', (_, perm) => {
    expectMisuse(() => make({ perms: ['annotate', perm] }), TypeError, 'perms')
  })

  it.each(['', 'Annotate', '1a', '-a', 'a_b', 'a.b', 'a b', 'é', 'a\n', 'a'.repeat(33), HUGE])(
    'of another form are a RangeError (%#)',
    (perm) => {
      expectMisuse(() => make({ perms: [perm] }), RangeError, 'perms')
    },
  )

  it('declared can be signed and asked for, and the list can be changed afterwards without effect', () => {
    const perms = ['annotate', 'a'.repeat(32)]
    const links = make({ perms })
    perms.push('later')
    const token = links.sign(untyped('a'), untyped(['annotate', 'a'.repeat(32), 'read']), 60)
    expect(links.tryVerify(token, untyped({ perm: 'annotate' })).ok).toBe(true)
    expectMisuse(() => links.sign('a', untyped('later'), 60), RangeError, 'perms')
  })

  it('that a link has but this server does not declare are given all the same, since the key holder signed them', () => {
    const token = make({ perms: ['annotate'] }).sign('a', untyped(['annotate', 'read']), 60)
    expect(make({}).verify(token).perms).toEqual(['annotate', 'read'])
  })
})

describe('maxTtl', () => {
  it.each([null, true, 60n, [60], {}, new Date(NOW)])('of a wrong type is a TypeError (%#)', (maxTtl) => {
    expectMisuse(() => make({ maxTtl }), TypeError, 'maxTtl')
  })

  it.each([...NOT_DURATIONS, '3654d', inSeconds(3653 * DAY + 1)])('of %j is a RangeError (%#)', (maxTtl) => {
    expectMisuse(() => make({ maxTtl }), RangeError, 'maxTtl')
  })

  it('bounds what is signed, to the second, and is seven days if none is given', () => {
    for (const [options, seconds] of [
      [{}, 7 * DAY],
      [{ maxTtl: '1h' }, 3600],
      [{ maxTtl: 1 }, 1],
      [{ maxTtl: '3653d' }, 3653 * DAY],
    ] as const) {
      const links = make(options)
      expect(links.tryVerify(links.sign('a', 'read', inSeconds(seconds))).ok).toBe(true)
      expectMisuse(() => links.sign('a', 'read', inSeconds(seconds + 1)), RangeError, 'maxTtl')
    }
  })
})

describe('startLeeway', () => {
  it.each([null, true, 60n, [60], {}])('of a wrong type is a TypeError (%#)', (startLeeway) => {
    expectMisuse(() => make({ startLeeway }), TypeError, 'startLeeway')
  })

  it.each([...NOT_DURATIONS.filter((value) => value !== 0 && value !== '0s'), 901, '16m'])(
    'of %j is a RangeError (%#)',
    (startLeeway) => {
      expectMisuse(() => make({ startLeeway }), RangeError, 'startLeeway')
    },
  )

  it('lets a link in early by that much and no more, and never late', () => {
    const token = make({}).sign('a', 'read', 60, { notBefore: 120 })
    const codeAt = (startLeeway: number | Duration, ms: number) =>
      make({ startLeeway, clock: () => NOW + ms }).tryVerify(token).code
    expect([codeAt(0, 119_999), codeAt(0, 120_000)]).toEqual(['not-yet-valid', undefined])
    expect([codeAt('0s', 119_999), codeAt('0s', 120_000)]).toEqual(['not-yet-valid', undefined])
    expect([codeAt(60, 59_999), codeAt(60, 60_000)]).toEqual(['not-yet-valid', undefined])
    expect([codeAt(60, 179_999), codeAt(60, 180_000)]).toEqual([undefined, 'expired'])
  })
})

describe('clock', () => {
  it.each([null, NOW, 'now', {}, new Date(NOW)])('that is not a function is a TypeError (%#)', (clock) => {
    expectMisuse(() => make({ clock }), TypeError, 'clock')
  })
})
