/**
 * Whether a file of this name is shown. Hidden names stay private; those with a backslash or an escape of a byte cannot be inside a folder
 * that a link opens.
 */
export function isShown(name: string): boolean {
  return !/^\.|\\|\0|%[0-9a-f]{2}/i.test(name)
}

// Control characters, what turns text around, and what separates folders on some system.
const UNWANTED = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029/\\:*?"<>|]|%(?=[0-9a-f]{2})/giu
const MAX_READ = 300 // characters; more than are kept
const MAX_NAME = 200 // bytes, of the 255 that file systems have, with room for a number

/** The name under which an upload is stored: what the sender called it, as far as every system can have it. */
export function storedName(given: string): string {
  const last = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
  const clean = cut(last)
    .normalize('NFC')
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

/** The start and the ending of a name: of one with thousands of characters, what follows would take too long. */
function cut(name: string): string {
  return name.length > MAX_READ ? name.slice(0, MAX_READ) + name.slice(MAX_READ).slice(-17) : name
}

function shorten(text: string, bytes: number): string {
  // With `stream`, a character of which only a part is left is left out.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(text).subarray(0, bytes), { stream: true })
}
