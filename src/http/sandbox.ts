import { parseMediaType } from './media-type.ts'

// What a browser shows without running anything of it, or loading more: pictures other than SVG, sound, film, plain text. PDF runs
// apart from the page's origin, and browsers' viewers fail in a sandbox. Everything else is sandboxed: HTML and XML of all kinds, and
// also `multipart/x-mixed-replace`, which can contain them.
const INERT_TYPES = /^(?:image\/(?!svg)[^+]+|(?:audio|video)\/[^+]+|text\/plain|application\/pdf)$/

// Styles and embedded pictures and fonts run nothing and ask nobody; without them most documents cannot be read.
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

/**
 * `Content-Security-Policy` of a file that is shown rather than saved: the policy that is there already, and a sandbox beside it
 * unless nothing in a file of this type can run. Browsers enforce all of several policies (CSP Level 3, section 2.2), so another one
 * can only restrict further. Undefined if none is needed.
 *
 * @param disposition the `Content-Disposition` that is sent; only one that is surely an attachment is not shown
 * @param contentType the `Content-Type` that is sent; an absent or malformed one may be anything
 */
export function sandboxPolicy(
  disposition: string,
  contentType: string | undefined,
  policy: string | undefined,
): string | undefined {
  if (/^attachment[ \t]*(?:;|$)/i.test(disposition)) return policy
  const type = contentType === undefined ? undefined : parseMediaType(contentType)
  if (type !== undefined && INERT_TYPES.test(type)) return policy
  return policy === undefined ? SANDBOX : `${policy}, ${SANDBOX}`
}
