import { LinkError, narrow } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, NOW, untyped } from '../../support/fixtures.ts'
import { codeOf, managedScene, rejectionOf } from '../../support/managed.ts'
import { NOT_OBJECTS, NOT_STRINGS } from '../../support/wrong-values.ts'

const ID = 'A'.repeat(43)

describe('revoke', () => {
  const WRONG: readonly (readonly [object, string, string])[] = [
    [{}, 'TypeError', 'exactly one of token, linkId, fileId, ref, policy, all'],
    [{ fileId: 'a', ref: 'r' }, 'TypeError', 'exactly one of'],
    [{ all: true, policy: 'p' }, 'TypeError', 'exactly one of'],
    [{ linkId: ID, token: 'x' }, 'TypeError', 'exactly one of'],
    [{ scope: 'tree' }, 'TypeError', 'exactly one of'],
    [{ ref: 'r', scope: 'tree' }, 'TypeError', 'scope requires fileId'],
    [{ fileId: 'a', boundTo: 'me' }, 'TypeError', 'boundTo requires token'],
    [{ linkId: ID, boundTo: 'me' }, 'TypeError', 'boundTo requires token'],
    [{ file: 'a' }, 'TypeError', 'unknown name "file"'],
    [{ fileId: undefined }, 'TypeError', 'fileId is undefined'],
    [{ token: undefined }, 'TypeError', 'token is undefined'],
    [{ all: false }, 'TypeError', 'all must be true'],
    [{ all: 1 }, 'TypeError', 'all must be true'],
    [{ fileId: '' }, 'RangeError', 'fileId'],
    [{ fileId: 'x'.repeat(513) }, 'RangeError', 'fileId'],
    [{ fileId: 'a', scope: 'folder' }, 'RangeError', 'scope'],
    [{ fileId: 'a', scope: true }, 'TypeError', 'scope'],
    [{ fileId: 'a/../b', scope: 'tree' }, 'RangeError', 'fileId of a tree'],
    [{ ref: '' }, 'RangeError', 'ref'],
    [{ ref: 'x'.repeat(257) }, 'RangeError', 'ref'],
    [{ policy: 'a b' }, 'RangeError', 'policy'],
    [{ linkId: 'A'.repeat(42) }, 'RangeError', 'linkId'],
    [{ linkId: `${'A'.repeat(42)}.` }, 'RangeError', 'linkId'],
    [{ linkId: '__proto__' }, 'RangeError', 'linkId'],
    [{ token: 'x', boundTo: 5 }, 'TypeError', 'boundTo must be a string'],
    ...NOT_STRINGS.flatMap(([, value]) => [
      [{ fileId: value }, 'TypeError', 'fileId'] as const,
      [{ ref: value }, 'TypeError', 'ref'] as const,
      [{ policy: value }, 'TypeError', 'policy'] as const,
      [{ linkId: value }, 'TypeError', 'linkId'] as const,
    ]),
    ...NOT_OBJECTS.map(([, value]) => [value as object, 'TypeError', 'revoke must be a plain object'] as const),
  ]

  it('takes exactly one subject, of its type and form, and stores nothing otherwise', async () => {
    const { links, calls } = await managedScene()
    for (const [subject, name, message] of WRONG) {
      const error = await rejectionOf(links.revoke(untyped(subject)))
      expect([error.name, error.message]).toEqual([name, expect.stringContaining(message)])
    }
    expect(calls).toEqual([])
  })

  it('rejects a token whose signature is not valid, and stores nothing', async () => {
    const { links, calls, join } = await managedScene()
    const bound = links.sign('a', 'read', '1h', { boundTo: 'me' })
    const other = await join({ keys: [{ ...KEY, id: 'other' }] })
    calls.length = 0
    for (const [subject, code] of [
      [{ token: 'x' }, 'malformed'],
      [{ token: 5 }, 'malformed'],
      [{ token: other.sign('a', 'read', '1h') }, 'unknown-key'],
      [{ token: `${links.sign('a', 'read', '1h').slice(0, -43)}${'A'.repeat(43)}` }, 'bad-signature'],
      [{ token: bound }, 'binding-required'],
      [{ token: bound, boundTo: 'you' }, 'bad-signature'],
    ] as const) {
      const error = (await rejectionOf(links.revoke(subject))) as LinkError
      expect([error instanceof LinkError, error.code]).toEqual([true, code])
    }
    expect(calls).toEqual([])
  })

  it('takes back links that do not work yet, or that some requests are refused for', async () => {
    const { links, clock } = await managedScene()
    const token = links.sign('a', 'read', '2h', { notBefore: '1h', httpsOnly: true })
    await links.revoke({ token })
    clock.now = NOW + 3_600_000
    expect(await codeOf(links, token, { secure: true })).toBe('revoked')
  })

  it('is for good, and can be repeated', async () => {
    const { links, clock } = await managedScene()
    const token = links.sign('a', 'read', '7d')
    await links.revoke({ token })
    await links.revoke({ token })
    clock.now = NOW + 7 * 86_400_000 - 1
    expect([await codeOf(links, token), await codeOf(links, narrow(token, { perms: 'read' }))]).toEqual([
      'revoked',
      'revoked',
    ])
  })

  it('is seen by every server at once', async () => {
    const { links, join } = await managedScene()
    const servers = [await join(), await join()]
    const token = links.sign('a', 'read', '1h')
    for (const server of servers) expect(await codeOf(server, token)).toBe(undefined)
    await links.revoke({ token })
    for (const server of servers) expect(await codeOf(server, token)).toBe('revoked')
  })
})
