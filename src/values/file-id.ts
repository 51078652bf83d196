import { fromBase64url, isBase64url, toBase64url } from './encoding.ts'

/** Longest file id, in UTF-8 bytes. */
export const MAX_FILE_ID = 512

// UUIDs, ULIDs and hex are written as they are; everything else in base64url, under another letter: each id has one encoding.
const isPlain = (id: string): boolean => isBase64url(id, 0, id.length)

/** The field of a file id: `f` and the id, or `g` and its base64url. */
export function encodeFileId(id: string): string {
  return isPlain(id) ? `f${id}` : `g${toBase64url(id)}`
}

/** The id of an `f` field, from `from` to `to`, or undefined. */
export function parsePlainId(text: string, from: number, to: number): string | undefined {
  return to > from && to - from <= MAX_FILE_ID && isBase64url(text, from, to) ? text.slice(from, to) : undefined
}

/** The id of a `g` field, or undefined; an id that could be plain must not be encoded. */
export function parseEncodedId(value: string): string | undefined {
  const id = fromBase64url(value, MAX_FILE_ID)
  return id === undefined || isPlain(id) ? undefined : id
}
