import { normalizeText } from '../values/check.ts'
import { fromBase64url, toBase64url } from '../values/encoding.ts'
import { type Condition, defineCondition, ofSigner } from './condition.ts'

const MAX_REF = 256 // UTF-8 bytes

/** `ref`: small text that the signer puts in and the grant gives back (SPEC.md, section 5.8). It restricts nothing. */
export const ref: Condition<string> = defineCondition({
  name: 'ref',
  letters: 'r',
  signerOnly: true,
  normalize: (option) => normalizeText(option, 'ref', MAX_REF),
  encode: (text) => `.r${toBase64url(text)}`,
  parse: (_letter, field) => fromBase64url(field, MAX_REF),
  intersect: ofSigner,
  show: (text) => text,
})
