import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MESSAGES } from '../../../src/http/messages.ts'
import { renderPage } from '../../../src/http/page.ts'
import { renderProblem } from '../../../src/http/problem.ts'
import { normalizeStatuses, type RefusalCode } from '../../../src/http/refusal.ts'
import { viewOf } from '../../../src/http/render.ts'

const codes = Object.keys(MESSAGES) as RefusalCode[]
const statuses = normalizeStatuses({})

describe('the page', () => {
  it.each(codes)('says what happened and what to do: %s', (code) => {
    const { body, headers } = renderPage(viewOf(code, statuses[code]))
    const { title, advice } = MESSAGES[code]
    expect([title, advice]).toEqual([
      expect.stringMatching(/^(?:This|You) [^<>&.]*\w$/),
      expect.stringMatching(/^[A-Z][^<>&]*\.$/),
    ])
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8')
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(body).toContain(`<title>${title}</title>`)
    expect(body.match(/<h1>.*?<\/h1>/g)).toEqual([`<h1>${title}</h1>`])
    expect(body).toContain(`<p>${advice}</p>`)
  })

  it('says "This link has expired" if it has', () => {
    expect(renderPage(viewOf('expired', 410)).body).toContain('<h1>This link has expired</h1>')
  })

  it('loads and runs nothing but its own style', () => {
    const { body, headers } = renderPage(viewOf('expired', 410))
    const style = /<style>(.*?)<\/style>/s.exec(body)?.[1] as string
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers['Content-Security-Policy']).toContain("default-src 'none'")
    expect(headers['Content-Security-Policy']).toContain(`style-src 'sha256-${hash}'`)
    // Elsewhere it would make the text light and leave the page light too.
    expect(style).toContain(':root{color-scheme:light dark}')
    expect(body).not.toMatch(/<script|<link|<img|src=|href=|url\(/)
  })
})

describe('problem details', () => {
  it.each(codes)('carry the code: %s', (code) => {
    const { body, headers } = renderProblem(viewOf(code, statuses[code]))
    expect(headers).toEqual({ 'Content-Type': 'application/problem+json' })
    expect(JSON.parse(body)).toEqual({
      title: expect.stringMatching(/^[A-Z][A-Za-z ]+$/),
      status: statuses[code],
      detail: `${MESSAGES[code].title}. ${MESSAGES[code].advice}`,
      code,
    })
  })

  it('have the phrase of the status as title, and none if they know none', () => {
    expect(JSON.parse(renderProblem(viewOf('expired', 410)).body).title).toBe('Gone')
    expect(JSON.parse(renderProblem(viewOf('expired', 404)).body).title).toBe('Not Found')
    expect(JSON.parse(renderProblem(viewOf('expired', 418)).body)).not.toHaveProperty('title')
  })
})
