/**
 * Whether a file of this name is shown. Hidden names stay private; those with a backslash or an escape of a byte cannot be inside a folder
 * that a link opens.
 */
export function isShown(name: string): boolean {
  return !/^\.|\\|\0|%[0-9a-f]{2}/i.test(name)
}

// Control characters, what turns text around, and what separates folders on some system.
const UNWANTED = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029/\\:*?"<>|]|%(?=[0-9a-f]{2})/giu
const MAX_NAME = 200 // bytes, of the 255 that file systems have, with room for a number

/** The name under which an upload is stored: what the sender called it, as far as every system can have it. */
export function storedName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).pop() ?? ''
  const clean = last
    .toWellFormed()
    .replace(UNWANTED, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]{1,16})?$/su.exec(clean) ?? []
  return `${shorten(stem, MAX_NAME - Buffer.byteLength(ending))}${ending}` || 'file'
}

/** The name with a number, as for a second file of this name. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name
  const [, stem = '', ending = ''] = /^(.+?)(\.[^.]{1,16})?$/su.exec(name) ?? []
  return `${stem} (${number})${ending}`
}

function shorten(text: string, bytes: number): string {
  let short = text
  while (Buffer.byteLength(short) > bytes) short = [...short].slice(0, -1).join('')
  return short
}
