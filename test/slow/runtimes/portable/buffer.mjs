// What the tests take of Node's Buffer, for runtimes without it. It is put into the bundle of the tests and not into the global scope,
// so that the package cannot use it.
const encoder = new TextEncoder()
const fromBinary = (binary) => Uint8Array.from(binary, (character) => character.charCodeAt(0))
const toBinary = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')

/** Buffer skips what is not base64, and atob refuses it. */
function decodable(text) {
  const known = text
    .replace(/[^\w-]/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
  return known.length % 4 === 1 ? known.slice(0, -1) : known
}

const DECODE = {
  utf8: (text) => encoder.encode(text),
  latin1: fromBinary,
  hex: (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  base64url: (text) => fromBinary(atob(decodable(text))),
}
const ENCODE = {
  utf8: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  latin1: toBinary,
  hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  base64: (bytes) => btoa(toBinary(bytes)),
  base64url: (bytes) => btoa(toBinary(bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
}

export class Buffer extends Uint8Array {
  static from(value, encoding = 'utf8') {
    return new Buffer(typeof value === 'string' ? DECODE[encoding](value) : Uint8Array.from(value))
  }

  static byteLength(text) {
    return encoder.encode(text).length
  }

  toString(encoding = 'utf8') {
    return ENCODE[encoding](this)
  }
}
