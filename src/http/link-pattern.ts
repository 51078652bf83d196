import { MAC_CHARS, MAX_DEPTH, MAX_TOKEN } from '../values/limits.ts'

const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const WORD = `${LOWER}${LOWER.toUpperCase()}${DIGITS}_-`

/**
 * Source of a regular expression for one of these characters, plain, percent-encoded, or encoded again as a part of another URL: ".",
 * "%2E", "%252E", "%25%32%45". Text can match in one way only; with two ways, time would be exponential in the number of escapes.
 */
function spelled(characters: string, depth = 2): string {
  const plain = `[${characters.replace('-', '\\-')}]`
  if (depth === 0) return plain
  const codes = Array.from(characters, (character) => character.charCodeAt(0).toString(16))
  const escapes = Array.from('234567').flatMap((high) => {
    const lows = codes.filter((code) => code.startsWith(high)).map((code) => code.slice(1))
    const eitherCase = [...new Set(lows.flatMap((low) => [low, low.toUpperCase()]))].join('')
    return lows.length === 0 ? [] : [spelled(high, depth - 1) + spelled(eitherCase, depth - 1)]
  })
  return `(?:${plain}|%(?:25)*(?:${escapes.join('|')}))`
}

// No field is longer than a token. The limit of every repetition bounds the work for text that only begins like a link.
const DOT = spelled('.')
const ID = `${spelled(WORD)}{1,32}`
const TIME = `${spelled(DIGITS)}{1,11}`
const VALUE = `${spelled(WORD)}{1,${MAX_TOKEN}}`
const flagOrField = (letters: string): string => `${spelled(letters)}${spelled(WORD)}{0,${MAX_TOKEN}}`

/** A character that can be in a link. */
export const LINK_CHARACTER: string = spelled(`${WORD}.~`)

/**
 * Source of a regular expression for a link in any text (SPEC.md, section 3), also if up to 25 characters are missing at its end: if 18 or
 * more characters of the MAC are left, the rest might be guessed, and a link narrowed from this one would confirm the guess. Every link
 * contains an expiry, a file and permissions, in this order; version numbers, image tags and host names do not. The letters between them
 * are those of section 5.1.
 */
export const LINK: string = [
  `${spelled('1')}${spelled('b')}?${DOT}${ID}${DOT}`,
  `(?:${spelled('CDELNTab')}${VALUE}${DOT}){0,8}`,
  `${spelled('e')}${TIME}${DOT}`,
  `${spelled('fg')}${VALUE}${DOT}`,
  `(?:${flagOrField('hiklmn')}${DOT}){0,6}`,
  `${spelled('p')}${spelled(LOWER)}${spelled(WORD)}{0,${MAX_TOKEN}}`,
  `(?:${DOT}${flagOrField('rstu')}){0,4}`,
  `(?:${spelled('~')}${flagOrField('abefghklmpt')}(?:${DOT}${flagOrField('abefghklmpt')}){0,9}){0,${MAX_DEPTH}}`,
  `${DOT}${spelled(WORD)}{18,${MAC_CHARS}}`,
].join('')
