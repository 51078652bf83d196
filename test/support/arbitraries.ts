import { STANDARD_PERMS } from 'daypass'
import fc from 'fast-check'

/** Well-formed Unicode of any kind, 1 to `maxBytes` UTF-8 bytes, without NUL. */
export function texts(maxBytes: number): fc.Arbitrary<string> {
  return fc
    .oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }))
    .filter((text) => !text.includes('\0') && Buffer.byteLength(text) <= maxBytes)
}

/** File ids: those that stand plainly, those that must be encoded, and those that imitate the format. */
export const fileIds: fc.Arbitrary<string> = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^[\w-]{1,40}$/),
  fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9. ]{1,8}){1,3}$/),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'a.pwrite',
    'x~e1',
    'e1700000000',
    '../etc/passwd',
    '日本語.txt',
    '🗝',
    'é',
    'e\u0301',
  ),
  texts(512),
)

/** Permissions that a server with `perms: ['annotate']` may sign, in any order, with repetitions. */
export const permLists: fc.Arbitrary<('annotate' | (typeof STANDARD_PERMS)[number])[]> = fc.array(
  fc.constantFrom(...STANDARD_PERMS, 'annotate' as const),
  { minLength: 1, maxLength: 8 },
)

/** Key ids, among them names of members that every object inherits. */
export const keyIds: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '1', '1b', '-', '_'),
)

export const secrets: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 64 })

export const purposes: fc.Arbitrary<string> = fc.stringMatching(/^[a-z0-9.-]{1,64}$/)

/** What links are bound to, or nothing. */
export const bindings: fc.Arbitrary<string | undefined> = fc.option(texts(256), { nil: undefined })

/** Lifetimes in seconds, up to the default `maxTtl`; for `inSeconds`. */
export const lifetimes: fc.Arbitrary<number> = fc.integer({ min: 1, max: 7 * 86_400 })

/** Milliseconds since the epoch, fractions too, up to the year 2106. */
export const instants: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 4_300_000_000_000 }),
  fc.double({ min: 0, max: 4_300_000_000_000, noNaN: true }),
)

// Characters of tokens, and those that careless readers take for them: other letter cases, digits of other scripts,
// fullwidth forms, and characters whose low byte is that of an ASCII one (U+0131 for "1").
const CONFUSABLES = [
  '\u0131',
  '\uff11',
  '\u0661',
  '\uff0e',
  '\u2024',
  '\u223c',
  '\u212a',
  '\u017f',
  '\u0400',
  '\ud800',
  '🗝',
]

/** Single characters to put into a token. */
export const tokenCharacters: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...'abefgpz0123456789._~-ABZ'),
  fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
  fc.constantFrom(...CONFUSABLES),
)

/** One edit of a text: a character replaced, put in, taken out, or swapped with the next; or the text cut off. */
export function editsOf(text: string): fc.Arbitrary<string> {
  const at = fc.nat({ max: text.length })
  return fc.oneof(
    fc.tuple(at, tokenCharacters).map(([i, c]) => text.slice(0, i) + c + text.slice(i + 1)),
    fc.tuple(at, tokenCharacters).map(([i, c]) => text.slice(0, i) + c + text.slice(i)),
    at.map((i) => text.slice(0, i) + text.slice(i + 1)),
    at.map((i) => text.slice(0, i) + text.charAt(i + 1) + text.charAt(i) + text.slice(i + 2)),
    at.map((i) => text.slice(0, i)),
  )
}
