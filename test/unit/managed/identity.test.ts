import { createHash } from 'node:crypto'
import { narrow } from 'daypass'
import { describe, expect, it } from 'vitest'
import { normalizeLinkId } from '../../../src/managed/identity.ts'
import { linksAt } from '../../support/fixtures.ts'
import { macOf } from '../../support/holder.ts'
import { managedScene } from '../../support/managed.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { NOT_STRINGS } from '../../support/wrong-values.ts'

/** SPEC.md, section 10.1. */
const idOf = (token: string): string =>
  createHash('sha256')
    .update(`daypass/id/${macOf(token)}`)
    .digest('base64url')

describe('the identity of a link', () => {
  it('is a hash of its MAC, for links of every kind and depth', async () => {
    const { links } = await managedScene()
    const roots = [
      [links.sign('a', 'read', '1h'), {}],
      [links.sign('a', 'read', '1h', { boundTo: 'me' }), { boundTo: 'me' }],
      [linksAt().sign('a', 'read', '1h'), {}],
      [linksAt().sign('a', 'read', '1h', { boundTo: 'é' }), { boundTo: 'é' }],
    ] as const
    for (const [root, options] of roots) {
      let token = root
      for (let depth = 0; depth <= 8; depth++) {
        expect([depth, links.inspect(token, options).linkId]).toEqual([depth, idOf(token)])
        if (depth < 8) token = narrow(token, { perms: 'read' })
      }
    }
  })

  it('leads to the marks of the link and of everything that it was narrowed from', async () => {
    const { links, calls } = await managedScene()
    const tokens = [links.sign('a', 'read', '1h')]
    for (let i = 0; i < 3; i++) tokens.push(narrow(tokens.at(-1) as string, { perms: 'read' }))
    calls.length = 0
    await links.verify(tokens[3])
    expect(calls[0]?.[1]).toEqual(expect.arrayContaining(tokens.map((token) => `{links}:link:${idOf(token)}`)))
  })

  it('is refused if it has another form', () => {
    expect(normalizeLinkId('_-'.padEnd(43, 'A'))).toBe('_-'.padEnd(43, 'A'))
    for (const text of ['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(42)}é`])
      expectMisuse(() => normalizeLinkId(text), RangeError, 'linkId')
    for (const [, value] of NOT_STRINGS) expectMisuse(() => normalizeLinkId(value), TypeError, 'linkId')
  })
})
