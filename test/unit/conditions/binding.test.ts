import { createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY } from '../../support/fixtures.ts'
import { appendBlock, macOf } from '../../support/holder.ts'
import { runs } from '../../support/runs.ts'

const links = createLinks({ keys: [KEY], clock: () => Date.UTC(2026, 10, 1) })

function sign(boundTo: unknown): string {
  return links.sign('scan-42', 'read', '1h', { boundTo: boundTo as string })
}

describe('a bound link', () => {
  it('says in its head that it is bound, and not to whom', () => {
    const token = sign('session-of-alice')

    expect(token).toMatch(/^1b\.k\.e/)
    expect(token).not.toContain('alice')
    expect(token).not.toContain(Buffer.from('session-of-alice').toString('base64url'))
    expect(token).toHaveLength(links.sign('scan-42', 'read', '1h').length + 1)
  })

  it('works for whom it is bound to, and the grant says that it was bound', () => {
    expect(links.verify(sign('alice'), { boundTo: 'alice' }).bound).toBe(true)
    expect(links.verify(links.sign('scan-42', 'read', '1h'), { boundTo: 'alice' }).bound).toBe(false)
  })

  it('asks to whom before it proves anything', () => {
    const refusals = [undefined, {}, { boundTo: undefined }, { fileId: 'scan-42' }]

    for (const request of refusals) {
      expect(links.tryVerify(sign('alice'), request)).toEqual({ ok: false, code: 'binding-required' })
    }
  })

  it.each([
    'bob',
    'Alice',
    'alice ',
    ' alice',
    'alic',
    'alice\0',
    'alice\0alice',
    '',
    '\0',
    '\ud800',
    'x'.repeat(257),
    'x'.repeat(10_000_000),
  ])('cannot be told from a forgery by anybody else', (boundTo) => {
    expect(links.tryVerify(sign('alice'), { boundTo })).toEqual({ ok: false, code: 'bad-signature' })
  })

  it('compares byte for byte', () => {
    expect(links.tryVerify(sign('\u00e9'), { boundTo: 'e\u0301' }).code).toBe('bad-signature')
    expect(links.tryVerify(sign('1'), { boundTo: '\u0131' }).code).toBe('bad-signature')
    expect(links.tryVerify(sign('\ufffd'), { boundTo: '\ud800' }).code).toBe('bad-signature')
  })

  it('is not a plain link with another head, and the other way round', () => {
    const bound = sign('alice')
    const plain = links.sign('scan-42', 'read', '1h')

    expect(links.tryVerify(bound.replace('1b.', '1.'), { boundTo: 'alice' }).code).toBe('bad-signature')
    expect(links.tryVerify(plain.replace('1.', '1b.'), { boundTo: 'alice' }).code).toBe('bad-signature')
    expect(links.tryVerify(plain.replace('1.', '1b.'), { boundTo: '' }).code).toBe('bad-signature')
    expect(links.tryVerify(plain.replace('1.', '1b.')).code).toBe('binding-required')
  })

  it('lets nobody move text from whom it is bound to into what it grants', () => {
    const token = sign('er-session')

    for (const moved of ['e', 'er', 'er-']) {
      const twin = token.replace('.pread.', `.pread${moved}.`)
      expect(links.tryVerify(twin, { boundTo: 'er-session'.slice(moved.length) }).code).toBe('bad-signature')
    }
  })

  it('never has the MAC of another, and never that of the plain link', () => {
    const text = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', '.', '~', 'é', '|', '-') })
    const id = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', '.', '~') })

    fc.assert(
      fc.property(id, text, id, text, (idA, a, idB, b) => {
        const tokens = [
          links.sign(idA, 'read', '1h', { boundTo: a }),
          links.sign(idB, 'read', '1h', { boundTo: b }),
          links.sign(idA, 'read', '1h'),
        ]
        expect(new Set(tokens.map(macOf)).size).toBe(idA === idB && a === b ? 2 : 3)
      }),
      runs(200),
    )
  })

  it.each(['x', 'x'.repeat(256), 'é'.repeat(128), '\u{1f600}', 'tenant 7\n'])(
    'can be bound to 1 to 256 bytes',
    (boundTo) => {
      expect(links.tryVerify(sign(boundTo), { boundTo }).ok).toBe(true)
    },
  )

  it.each(['', 'x'.repeat(257), 'é'.repeat(129), 'a\0b', '\ud800'])('cannot be bound to other text', (boundTo) => {
    expect(() => sign(boundTo)).toThrow(RangeError)
  })

  it.each([7, null, undefined, true, ['alice'], { id: 'alice' }])('cannot be bound to %o', (boundTo) => {
    expect(() => sign(boundTo)).toThrow(TypeError)
  })

  it.each([7, null, true, ['alice']])('is not asked for with %o', (boundTo) => {
    expect(() => links.tryVerify(sign('alice'), { boundTo: boundTo as unknown as string })).toThrow(TypeError)
  })

  it('narrows without what it is bound to, and stays bound', () => {
    const child = narrow(sign('alice'), { httpsOnly: true })

    expect(child).toMatch(/^1b\.k\./)
    expect(links.verify(child, { boundTo: 'alice', secure: true })).toMatchObject({ bound: true, depth: 1 })
    expect(links.tryVerify(child, { secure: true }).code).toBe('binding-required')
    expect(links.tryVerify(child, { boundTo: 'bob', secure: true }).code).toBe('bad-signature')
    expect(links.tryVerify(child.replace('1b.', '1.'), { secure: true }).code).toBe('bad-signature')
  })

  it('is not unbound, nor bound to another, by a holder who writes blocks', () => {
    for (const block of ['pread', 'pread\0bob', 'pread\0alice']) {
      const child = appendBlock(sign('alice'), block)
      expect(links.tryVerify(child, { boundTo: 'bob' }).code, block).toBe('bad-signature')
      expect(links.tryVerify(child).code, block).toBe('binding-required')
    }
    expect(links.tryVerify(appendBlock(sign('alice'), 'pread'), { boundTo: 'alice' }).ok).toBe(true)
    expect(links.tryVerify(appendBlock(sign('alice'), 'pread\0bob'), { boundTo: 'alice' }).code).toBe('malformed')
  })
})
