import { html, raw } from 'hono/html'

export { html, raw }

/** Markup that was escaped. */
export type Html = ReturnType<typeof html> | ''

/**
 * A page as text. `html` gives a promise only if something in it is one.
 * @throws TypeError if something is
 */
export function pageText(page: Html): string {
  if (page instanceof Promise) throw new TypeError('a page must not contain promises')
  return page.toString()
}
