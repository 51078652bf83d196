import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as byWeb from '../../../src/bytes/default.ts'
import * as byNode from '../../../src/bytes/node.ts'
import { runs } from '../../support/runs.ts'

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('a', 'é', '\u0131', '日', '🗝', '\0', '\ufeff', '\ud800', '\udc00'),
    maxLength: 20,
  }),
)

describe('bytes with Buffer and without', () => {
  it('are the same for every text', () => {
    const property = fc.property(texts, (text) => {
      expect(byWeb.byteLength(text)).toBe(byNode.byteLength(text))
      expect(byWeb.toBase64url(text)).toBe(byNode.toBase64url(text))
      expect(byNode.toBase64url(text)).toBe(Buffer.from(text).toString('base64url'))
    })
    fc.assert(property, runs(1000))
  })

  it('give a text back, byte order marks included', () => {
    const property = fc.property(texts, (text) => {
      const wellFormed = text.toWellFormed()
      const encoded = byNode.toBase64url(text)
      expect([byWeb.decodeLeniently(encoded), byNode.decodeLeniently(encoded)]).toEqual([wellFormed, wellFormed])
    })
    fc.assert(property, runs(1000))
  })

  it('agree on what is canonical, whatever arrives', () => {
    const encodings = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'AQgw_-+/= \n.é0z'), maxLength: 12 }),
      fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    )
    const canonical = ({ decodeLeniently, toBase64url }: typeof byNode, encoded: string): string | undefined => {
      const text = decodeLeniently(encoded)
      return text !== undefined && toBase64url(text) === encoded ? text : undefined
    }
    const property = fc.property(encodings, (encoded) => {
      expect(canonical(byWeb, encoded)).toBe(canonical(byNode, encoded))
    })
    fc.assert(property, runs(2000))
  })

  it('agree on the bytes of what is canonical, whatever arrives', () => {
    const encodings = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'AQgw_-+/= \n.é0z'), maxLength: 12 }),
      fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    )
    const property = fc.property(encodings, (encoded) => {
      const [web, node] = [byWeb, byNode].map(({ bytesOf }) => bytesOf(encoded))
      expect(web && Buffer.from(web).toString('base64url')).toBe(node && Buffer.from(node).toString('base64url'))
      if (node !== undefined) expect(Buffer.from(node).toString('base64url')).toBe(encoded)
    })
    fc.assert(property, runs(2000))
  })

  it('decode into memory of their own', () => {
    const encoded = Buffer.alloc(32, 7).toString('base64url')
    for (const { bytesOf } of [byWeb, byNode]) expect(bytesOf(encoded)?.buffer.byteLength).toBe(32)
  })

  it('copy a secret from a Uint8Array, of another realm too, and from nothing else', () => {
    const bytes = new Uint8Array(32).fill(7)
    for (const { secretBytes } of [byWeb, byNode]) {
      const copy = secretBytes(bytes)
      expect(copy).toEqual(bytes)
      expect(copy?.buffer).not.toBe(bytes.buffer)
      expect(secretBytes(runInNewContext('new Uint8Array(32).fill(7)'))).toEqual(bytes)
      const others = [
        undefined,
        null,
        'x',
        5,
        {},
        [7],
        new ArrayBuffer(32),
        new DataView(bytes.buffer),
        new Int8Array(32),
      ]
      expect(others.map((value) => secretBytes(value))).toEqual(others.map(() => undefined))
      const tagged = (value: object): object =>
        Object.defineProperty(value, Symbol.toStringTag, { value: 'Uint8Array' })
      for (const other of [{}, new Uint16Array(32)]) expect(secretBytes(tagged(other))).toBeUndefined()
    }
  })

  it('give random text of the length asked for, each time another', () => {
    for (const { randomText } of [byWeb, byNode]) {
      const all = Array.from({ length: 100 }, () => [randomText(32, 'base64url'), randomText(4, 'hex')] as const)
      for (const [key, id] of all) {
        expect(key).toMatch(/^[\w-]{43}$/)
        expect(id).toMatch(/^[0-9a-f]{8}$/)
      }
      expect(new Set(all.map(([key]) => key)).size).toBe(100)
      expect(all.some(([, id]) => id.includes('0'))).toBe(true) // padded
    }
  })
})
