import type { RenderConfirmation } from './confirmation.ts'
import { escapeHtml } from './escape-html.ts'
import { htmlDocument, htmlHeaders } from './html-document.ts'

const COOKIE_MISSING =
  '<p role="alert">Your browser did not send the cookie of this page. Allow cookies for this site, then press the button again.</p>\n'

/**
 * A page with one button. Its form has no action, so that it goes to the URL of the page, whatever proxies have made of that. It sends the
 * parameters as fields, because a GET form replaces the query (HTML Standard, section 4.10.22.3).
 */
export const renderConfirmPage: RenderConfirmation = ({ title, advice, isCookieMissing, fields }) => {
  const inputs = fields.map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">\n`,
  )
  const form = `<form method="get">\n${inputs.join('')}<button>Open</button>\n</form>`
  return {
    headers: htmlHeaders("'self'"),
    body: htmlDocument(title, `${isCookieMissing ? COOKIE_MISSING : ''}<p>${advice}</p>\n${form}`),
  }
}
