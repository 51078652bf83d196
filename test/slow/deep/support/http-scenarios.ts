import fc from 'fast-check'
import { NOW } from '../../../support/fixtures.ts'
import { type Asked, FILES, type Parts, PER_FILE, partsWith, requestOf } from './http-requests.ts'

/** A request that a guard which reads the query and asks for the right permission answers with 200. */
const FITTING: Partial<Parts> = {
  method: 'GET',
  carried: 0,
  isElsewhere: 1,
  headers: {},
  hasFragment: undefined,
  hasParams: undefined,
  address: '192.0.2.7',
  secure: true,
  now: NOW,
}

/** Which of the links of each file, in the order in which http-requests.ts makes them. */
const KIND = { plain: 0, bound: 1, later: 2, conditional: 3, write: 8, upload: 13 } as const
const UPLOAD = { method: 'PUT', headers: { 'content-length': '5', 'content-type': 'image/png' } } as const

/** Kinds of links, and what in a fitting request is changed: one thing at most. */
const SCENARIOS: readonly (readonly [kind: number, change: Partial<Parts>])[] = [
  [KIND.plain, {}],
  [KIND.plain, { now: NOW + 3_600_000 }],
  [KIND.plain, { isElsewhere: 0, file: 'a/c' }],
  [KIND.bound, {}],
  [KIND.later, {}],
  [KIND.conditional, {}],
  [KIND.conditional, { address: '198.51.100.1' }],
  [KIND.conditional, { secure: false }],
  [KIND.write, {}],
  [KIND.upload, UPLOAD],
  [KIND.upload, { ...UPLOAD, headers: { ...UPLOAD.headers, 'content-length': '11' } }],
  [KIND.upload, { ...UPLOAD, headers: { ...UPLOAD.headers, 'content-length': '1' } }],
  [KIND.upload, { ...UPLOAD, headers: { ...UPLOAD.headers, 'content-type': 'text/html' } }],
  [KIND.upload, { ...UPLOAD, headers: { 'content-type': 'image/png' }, httpVersion: '2.0' }],
]

/** Requests of any kind; and such as are right but for one thing, since chance seldom puts all of them right. */
export function askedWith(tokens: readonly string[]): fc.Arbitrary<Asked> {
  const parts = partsWith(tokens)
  const scenario = fc
    .tuple(parts, fc.constantFrom(...SCENARIOS), fc.nat(FILES.length - 1))
    .map(([all, [kind, change], file]) => ({ ...all, ...FITTING, one: file * PER_FILE + kind, ...change }))

  // Texts that are nearly links, as the whole of what is wrong with a request.
  const nearly = fc
    .tuple(parts, fc.integer({ min: 2 * FILES.length * PER_FILE, max: tokens.length - 1 }))
    .map(([all, one]) => ({ ...all, ...FITTING, one }))

  return fc
    .oneof({ weight: 4, arbitrary: parts }, { weight: 3, arbitrary: scenario }, { weight: 1, arbitrary: nearly })
    .map((all) => requestOf(tokens, all))
}
