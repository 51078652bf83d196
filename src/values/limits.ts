/** Longest token, in characters (SPEC.md, section 1). Browsers, proxies and CDNs all carry a URL with one of this length. */
export const MAX_TOKEN = 2048

/** Longest value that a link can be bound to, in UTF-8 bytes (SPEC.md, section 1). */
export const MAX_BINDING = 256

/**
 * Longest text that is ever MACed, in UTF-16 units: a token, a NUL, and a binding (SPEC.md, section 4.3). `Buffer.write` truncates
 * silently: text beyond its buffer would not be authenticated.
 */
export const MAX_TEXT: number = MAX_TOKEN + 1 + MAX_BINDING

/** Most times a link can be narrowed (SPEC.md, section 1). */
export const MAX_DEPTH = 8

/** Characters of a MAC as base64url: all 32 bytes of it, unpadded (RFC 4648, section 5). */
export const MAC_CHARS = 43
