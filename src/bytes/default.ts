// The same as node.ts by what every runtime has, for those without Node's Buffer.
const encoder = new TextEncoder()
// Keeps a byte order mark, as Buffer does: it is part of the text (SPEC.md, section 1).
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function byteLength(text: string): number {
  return encoder.encode(text).length
}

export function toBase64url(text: string): string {
  const bytes = encoder.encode(text)
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

export function decodeLeniently(encoded: string): string | undefined {
  try {
    const binary = atob(encoded.replace(/-/g, '+').replace(/_/g, '/'))
    return decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}
