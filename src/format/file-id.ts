import { checkText, fromBase64url, toBase64url } from '../values/text.ts'

/** Longest file id, in UTF-8 bytes. */
const MAX_FILE_ID = 512

// UUIDs, ULIDs and hex stand as they are; everything else in base64url, under another letter: each id has one spelling.
const PLAIN = /^[A-Za-z0-9_-]{1,512}$/

/** @throws TypeError where it is no string; RangeError where it is not 1 to 512 bytes of well-formed Unicode without NUL */
export function checkFileId(value: unknown): string {
  return checkText(value, 'fileId', MAX_FILE_ID)
}

/** The field of a file id: `f` and the id, or `g` and its base64url. */
export function encodeFileId(id: string): string {
  return PLAIN.test(id) ? `f${id}` : `g${toBase64url(id)}`
}

/** The id in an `f` field, or undefined. */
export function parsePlainId(value: string): string | undefined {
  return PLAIN.test(value) ? value : undefined
}

/** The id in a `g` field, or undefined; an id that could stand plainly may not stand here. */
export function parseEncodedId(value: string): string | undefined {
  const id = fromBase64url(value, MAX_FILE_ID)
  return id === undefined || PLAIN.test(id) ? undefined : id
}
