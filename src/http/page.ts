import { htmlDocument, htmlHeaders } from './html-document.ts'
import type { Render } from './render.ts'

/** A small page that tells a visitor what happened and what to do. */
export const renderPage: Render = ({ title, advice }) => ({
  headers: htmlHeaders("'none'"),
  body: htmlDocument(title, `<p>${advice}</p>`),
})
