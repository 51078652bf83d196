import { narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBlock, encodeBlock } from '../../src/format/block.ts'
import { bindings, editsOf, fileIds, lifetimes, permLists } from '../support/arbitraries.ts'
import { inSeconds, KEY, linksAt, NOW, NOW_SECONDS, SECRET_TEXT, untyped } from '../support/fixtures.ts'
import { runs } from '../support/runs.ts'
import { withMac } from '../support/spec-verifier.ts'

const keys = [KEY, { id: 'k2', secret: SECRET_TEXT }, { id: '1', secret: SECRET_TEXT }]
const links = linksAt(NOW, keys)
const asks = { boundTo: 'user-7' }

const uuid = '018f3c1e-7b1a-7cc2-b3a4-5d6e7f809112'
const plain = links.sign(uuid, ['read', 'list'], '4h')
const TOKENS: readonly [string, string][] = [
  ['a plain link', plain],
  ['a link to an encoded id', links.sign('reports/q3 é.pdf', 'annotate', '90s')],
  ['a bound link', links.sign('a', 'read', '4h', { boundTo: 'user-7' })],
  ['a link with a start', links.sign('a', 'read', '4h', { notBefore: new Date(NOW) })],
  ['a narrowed link', withMac(`${plain.slice(0, -44)}~e${NOW_SECONDS + 60}.pread`)],
  ['a link narrowed twice', narrow(narrow(plain, { perms: 'read' }), { httpsOnly: false, fileId: uuid })],
]

// Every ASCII character; then what careless readers take for one: other scripts' letters, digits, dots and tildes, signs
// that are not seen, and broken text. For every character of a token also its fullwidth form, and the one whose low
// byte is the same (U+0131 for "1"), which a latin1 write turns into it.
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
const OTHERS = [...'\u0131\u0130\u017f\u212a\u0661\u06f1\u2024\u3002\u223c\u02dc\u2010\u2212🗝']
const UNSEEN = [...'\u0085\u00a0\u00ad\u0301\u200b\u200d\u2028\ufe0f\ufeff\ufffd\udc00\ud800']
const alphabet = (token: string): string[] => {
  const twins = [...new Set(token)].flatMap((c) => [
    String.fromCharCode(c.charCodeAt(0) + 0xfee0),
    String.fromCharCode(c.charCodeAt(0) + 0x100),
    String.fromCharCode(c.charCodeAt(0) + 0x3100),
  ])
  return [...ASCII, ...OTHERS, ...UNSEEN, ...twins]
}

/** Those of some texts that are accepted though they are not the token itself. */
function impostors(token: string, texts: Iterable<string>): string[] {
  const accepted: string[] = []
  let tried = 0
  for (const text of texts) {
    if (text === token) continue
    tried++
    if (links.tryVerify(text, asks).ok) accepted.push(text)
  }
  expect(tried).toBeGreaterThan(0)
  return accepted
}

describe.each(TOKENS)('%s', (_, token) => {
  const at = [...token].map((_, i) => i)

  it('is accepted as it is', () => {
    expect(links.tryVerify(token, asks)).toMatchObject({ ok: true })
  })

  it('is refused with any one character replaced', () => {
    const set = alphabet(token)
    const edits = at.flatMap((i) => set.map((c) => token.slice(0, i) + c + token.slice(i + 1)))
    expect(impostors(token, edits)).toEqual([])
  })

  it('is refused with any one character put in', () => {
    const set = alphabet(token)
    const edits = [...at, token.length].flatMap((i) => set.map((c) => token.slice(0, i) + c + token.slice(i)))
    expect(impostors(token, edits)).toEqual([])
  })

  it('is refused with any run of characters taken out, or put in twice', () => {
    const edits = at.flatMap((i) =>
      at.slice(i + 1).flatMap((j) => [token.slice(0, i) + token.slice(j), token.slice(0, j) + token.slice(i)]),
    )
    expect(impostors(token, edits)).toEqual([])
  })

  it('is refused with any two characters swapped', () => {
    const edits = at.flatMap((i) =>
      at.slice(i + 1).map((j) => token.slice(0, i) + token[j] + token.slice(i + 1, j) + token[i] + token.slice(j + 1)),
    )
    expect(impostors(token, edits)).toEqual([])
  })

  it('is refused in another letter case', () => {
    const flip = (c = '') => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())
    const edits = at.map((i) => token.slice(0, i) + flip(token[i]) + token.slice(i + 1))
    expect(
      impostors(token, [...edits, token.toLowerCase(), token.toUpperCase(), [...token].map(flip).join('')]),
    ).toEqual([])
  })

  it('is refused percent-encoded, escaped, padded, quoted, or with space around', () => {
    const hex = (i: number) => token.charCodeAt(i).toString(16)
    const edits = at.flatMap((i) => [
      `${token.slice(0, i)}%${hex(i)}${token.slice(i + 1)}`,
      `${token.slice(0, i)}%${hex(i).toUpperCase()}${token.slice(i + 1)}`,
      `${token.slice(0, i)}\\u00${hex(i)}${token.slice(i + 1)}`,
      `${token.slice(0, i)}&#x${hex(i)};${token.slice(i + 1)}`,
    ])
    const around = [
      '=',
      '==',
      ' ',
      '\n',
      '\r\n',
      '\t',
      '\0',
      '/',
      '?',
      '#',
      '&',
      '"',
      "'",
      '.',
      '~',
      '\ufeff',
      '\u200b',
    ]
    for (const c of around) edits.push(token + c, c + token, c + token + c)
    for (const part of ['.', '~', '']) edits.push(token + part + token)
    edits.push(Buffer.from(token).toString('base64'), Buffer.from(token).toString('base64url'), `Bearer ${token}`)
    expect(impostors(token, edits)).toEqual([])
  })

  it('is refused with any of the three other last characters that decode to the same 32 bytes', () => {
    const bytes = Buffer.from(token.slice(-43), 'base64url')
    const twins = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((c) => token.slice(0, -1) + c)
      .filter((twin) => twin !== token && Buffer.from(twin.slice(-43), 'base64url').equals(bytes))
    expect(twins).toHaveLength(3)
    expect(twins.map((twin) => links.tryVerify(twin, asks).code)).toEqual(Array(3).fill('bad-signature'))
  })

  it('is refused if it is not a string, though it turns into one', () => {
    const values = [new String(token), [token], Buffer.from(token), { toString: () => token }]
    expect(values.map((value) => links.tryVerify(untyped(value), asks).code)).toEqual(Array(4).fill('malformed'))
  })
})

describe('accepted implies that it encodes again to itself', () => {
  const signed = fc.tuple(fileIds, permLists, lifetimes, bindings, fc.boolean(), fc.option(fc.constantFrom('a', 'é')))
  const bodies = signed.map(([fileId, perms, ttl, boundTo, httpsOnly, ref]) => {
    const options = { httpsOnly, ...(boundTo && { boundTo }), ...(ref && { ref }) }
    return { boundTo, body: links.sign(fileId, perms, inSeconds(ttl), options).slice(0, -44) }
  })
  const reencodes = (body: string, boundTo: string | undefined) => {
    const bound = body.startsWith('1b') ? boundTo : undefined
    const token = withMac(body, bound)
    const { ok } = links.tryVerify(token, { secure: true, ...(bound && { boundTo: bound }) })
    if (ok) expect(spelledAgain(token)).toBe(token)
    return ok
  }

  it('for links as they are signed', () => {
    fc.assert(
      fc.property(bodies, ({ body, boundTo }) => {
        expect(reencodes(body, boundTo)).toBe(true)
      }),
      runs(200),
    )
  })

  it('for links that were edited before they were signed', () => {
    const edits = bodies.chain(({ body, boundTo }) => fc.tuple(editsOf(body), fc.constant(boundTo)))
    let accepted = 0
    fc.assert(
      fc.property(edits, ([body, boundTo]) => {
        if (reencodes(body, boundTo)) accepted++
      }),
      runs(1000),
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

/** Takes a token apart, decodes its blocks, and puts it together from what they say. */
function spelledAgain(token: string): string {
  const [head, body = '', mac] = [
    token.split('.', 2).join('.'),
    token.split('.').slice(2, -1).join('.'),
    token.slice(-43),
  ]
  const blocks = body.split('~').map((text) => {
    const block = decodeBlock(text)
    return block === undefined ? '?' : encodeBlock(block).slice(1)
  })
  return `${head}.${blocks.join('~')}.${mac}`
}
