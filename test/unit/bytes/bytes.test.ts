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
})
