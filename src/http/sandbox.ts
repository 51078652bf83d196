import { parseMediaType } from './media-type.ts'

// Types that a browser shows without running or loading anything: images other than SVG, audio, video, plain text. PDF runs outside of
// the page's origin, and the viewers of browsers fail in a sandbox. All other types are sandboxed, such as HTML, XML, and
// `multipart/x-mixed-replace`, which can contain them.
const INERT_TYPES = /^(?:image\/(?!svg)[^+]+|(?:audio|video)\/[^+]+|text\/plain|application\/pdf)$/

// Inline styles, and images and fonts from `data:` URLs, neither run code nor send requests, and most documents are unreadable without them.
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

/**
 * `Content-Security-Policy` of a file that is shown rather than saved: the policy that is already set, and also a sandbox, unless files of
 * this type cannot run anything. Browsers enforce every policy (CSP Level 3, section 2.2), so an additional one can only restrict further.
 * Undefined if no policy is needed.
 *
 * @param disposition the `Content-Disposition` that is sent; unless it is certainly `attachment`, the file may be shown
 * @param contentType the `Content-Type` that is sent; if it is absent or malformed, the file may be of any type
 * @param policy the `Content-Security-Policy` that is already set
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
