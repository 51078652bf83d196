// What costs a verifier most: blocks that a holder may write (any text, since whoever holds a link has the key for the next
// block), and texts that hold no MAC at all. Each shape fills the characters that it is given.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

/** Words that ascend strictly, as lists must: aa, ab, ... zz, each behind `prefix`. */
function words(count, prefix = '') {
  return Array.from({ length: count }, (_, i) => prefix + ALPHABET[Math.floor(i / 26) % 26] + ALPHABET[i % 26])
}

const hex = (value, digits) => value.toString(16).padStart(digits, '0')
const base64url = (text) => Buffer.from(text).toString('base64url')
/** As many bytes as fill `chars` characters of base64url. */
const encoded = (chars, fill) => base64url(fill.repeat(2048).slice(0, Math.floor((chars * 3) / 4)))

/** A list field, filled up with as many entries as there is room for. */
function list(letter, chars, entries, separator = '_') {
  let text = letter
  for (const entry of entries) {
    if (text.length + entry.length + 1 > chars) break
    text += (text === letter ? '' : separator) + entry
  }
  return text
}

function mediaTypes(chars, types) {
  let best = ''
  for (let count = 1; count <= types.length; count++) {
    const field = `k${base64url(types.slice(0, count).toSorted().join(','))}`
    if (field.length > chars) break
    best = field
  }
  return best
}

/** Blocks of a holder, by name: well-formed ones, and ones that turn out to be wrong as late as possible. */
export const BLOCKS = {
  'permissions, short': (chars) => list('p', chars, [...words(600), 'read'].toSorted()),
  'permissions, one letter more': (chars) => list('p', chars, ['read', ...words(600, 's')]),
  'permissions, 32 letters': (chars) => list('p', chars, ['read', ...words(60, 's'.repeat(30))]),
  'permissions, unsorted at the end': (chars) => `${list('p', chars - 3, words(660))}_aa`,
  'permissions, all empty': (chars) => `p${'_'.repeat(chars - 1)}`,
  'networks, IPv4 hosts': (chars) =>
    list(
      'a',
      chars,
      Array.from({ length: 200 }, (_, i) => `${hex(i + 1, 8)}20`),
    ),
  'networks, IPv4 odd prefixes': (chars) =>
    list(
      'a',
      chars,
      Array.from({ length: 200 }, (_, i) => `${hex(i * 8 + 8, 8)}1d`),
    ),
  'networks, IPv6 hosts': (chars) =>
    list(
      'a',
      chars,
      Array.from({ length: 60 }, (_, i) => `2001${hex(i + 1, 28)}80`),
    ),
  'networks, IPv6 /0-like prefixes': (chars) =>
    list(
      'a',
      chars,
      Array.from({ length: 60 }, (_, i) => `20${hex(i * 2, 2)}${'0'.repeat(28)}0f`),
    ),
  'networks, host bits at the end': (chars) =>
    `${list(
      'a',
      chars - 11,
      Array.from({ length: 200 }, (_, i) => `${hex(i + 1, 8)}20`),
    )}_fffffff11f`,
  'media types, many': (chars) =>
    mediaTypes(
      chars,
      words(500).map((word) => `${word}/${word}`),
    ),
  'media types, shortest': (chars) =>
    mediaTypes(
      chars,
      [...ALPHABET].flatMap((a) => [...ALPHABET].map((b) => `${a}/${b}`)),
    ),
  'media types, of one kind': (chars) =>
    mediaTypes(
      chars,
      words(500).map((word) => `a/${word}`),
    ),
  'media types, wildcards': (chars) =>
    mediaTypes(
      chars,
      words(600).map((word) => `${word}/*`),
    ),
  'media types, two long names': (chars) =>
    mediaTypes(
      chars,
      ['a', 'b', 'c', 'd', 'e'].map((a) => `${a.repeat(127)}/${a.repeat(127)}`),
    ),
  'media types, one byte wrong at the end': (chars) => `k${encoded(chars - 4, 'a/a,b/b,')}_${'A'}`,
  'file id, base64': (chars) => `g${encoded(Math.min(chars - 1, 680), 'a/b.')}`,
  'file id, base64 of three-byte characters': (chars) =>
    `g${base64url('€'.repeat(Math.min(170, Math.floor(chars / 4))))}`,
  'file id, base64 of emoji': (chars) => `g${base64url('😀'.repeat(Math.min(128, Math.floor((chars - 1) / 5.4))))}`,
  'file id, base64, too long': (chars) => `g${encoded(chars - 1, 'a/b.')}`,
  'file id, plain, too long': (chars) => `f${'a'.repeat(chars - 1)}`,
  'file id, broken UTF-8': (chars) => `g${Buffer.alloc(Math.floor(((chars - 1) * 3) / 4), 0xff).toString('base64url')}`,
  'tree of many segments': (chars) => `g${encoded(Math.min(chars - 3, 680), 'a/')}.t`,
  'tree of almost dots': (chars) =>
    `g${base64url(`${'.../'.repeat(Math.min(127, Math.floor((chars - 8) / 5.4)))}a`)}.t`,
  'tree of percent signs': (chars) => `g${base64url('%%%%'.repeat(Math.min(127, Math.floor((chars - 8) / 5.4))))}.t`,
  'ref, too long': (chars) => `r${encoded(chars - 1, 'abc')}`,
  'header, directives': (chars) => `C${encoded(Math.min(chars - 1, 340), 'a=a, ')}`,
  'header, directives, broken at the end': (chars) =>
    `C${base64url(`${'a=a, '.repeat(Math.floor(Math.min(chars - 4, 340) / 6.8))}a=\u0001`)}`,
  'header, quoted strings': (chars) =>
    `C${base64url(`${'a="",'.repeat(Math.floor(Math.min(chars - 4, 340) / 6.8))}"`)}`,
  'header, parameters, broken at the end': (chars) =>
    `T${base64url(`a/a${';a=a'.repeat(Math.floor(Math.min(chars - 9, 340) / 5.4))}(`)}`,
  'header, all of them': (chars) =>
    ['C', 'E', 'L', 'N', 'T']
      .map((letter) => `${letter}${encoded(Math.min(Math.floor(chars / 5) - 2, 339), 'a')}`)
      .join('.'),
  'digits, expiry': (chars) => `e${'9'.repeat(chars - 1)}`,
  'digits, upload limit': (chars) => `l${'9'.repeat(chars - 1)}`,
  'dots alone': (chars) => '.'.repeat(chars),
  'fields out of order': (chars) => 'z.'.repeat(Math.floor(chars / 2)),
  'unknown field, long': (chars) => `q${'a'.repeat(chars - 1)}`,
  'every field at once': (chars) => {
    const share = Math.floor((chars - 40) / 4)
    const networks = list(
      'a',
      share,
      Array.from({ length: 200 }, (_, i) => `${hex(i + 1, 8)}20`),
    )
    const types = mediaTypes(
      share,
      words(500).map((word) => `${word}/*`),
    )
    return [
      networks,
      'b1',
      'e99999999999',
      `g${encoded(Math.min(share, 680), 'a/b.')}`,
      'h',
      types,
      'l0',
      'm9',
      list('p', share, words(600)),
    ].join('.')
  },
}

/** Short lists of media types that keep much of the long ones above: with seven of them a long list is looked at again and again. */
export const CUTS = {
  'one kind': `k${base64url('a/*')}`,
  'every kind': mediaTypes(
    150,
    [...ALPHABET].map((a) => `${a}/*`),
  ),
}

/** Texts between the head of a token and a MAC that does not hold. */
export const FORGED = {
  'one long block': (chars) => `f${'a'.repeat(chars - 1)}`,
  'nine blocks of equal length': (chars) =>
    Array(9)
      .fill('a'.repeat(Math.floor(chars / 9) - 1))
      .join('~'),
  'eight empty blocks behind a long one': (chars) => `${'a'.repeat(chars - 8)}${'~'.repeat(8)}`,
  'a long block behind eight empty ones': (chars) => `${'~'.repeat(8)}${'a'.repeat(chars - 8)}`,
  'nine narrowings': (chars) => `${'a'.repeat(chars - 9)}${'~'.repeat(9)}`,
  'tildes alone': (chars) => '~'.repeat(chars),
  'dots alone': (chars) => '.'.repeat(chars),
  'two-byte characters': (chars) => 'ı'.repeat(chars),
  'three-byte characters': (chars) => '€'.repeat(chars),
  emoji: (chars) => '😀'.repeat(Math.floor(chars / 2)),
  'lone surrogates': (chars) => '\ud800'.repeat(chars),
  'one three-byte character at the end': (chars) => `${'a'.repeat(chars - 1)}€`,
  'nine blocks of three-byte characters': (chars) =>
    Array(9)
      .fill('€'.repeat(Math.floor(chars / 9) - 1))
      .join('~'),
  nulls: (chars) => '\0'.repeat(chars),
}
