import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderConfirmPage } from '../../../src/http/confirm-page.ts'
import { confirmationOf } from '../../../src/http/confirmation.ts'
import { untyped } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'

const confirm = (used: number, max: number, { lease = 3600, url = '/f', isCookieMissing = false } = {}) =>
  confirmationOf(url, lease, isCookieMissing, untyped({ uses: { used, max, claimed: false } }))
const pageOf = (...args: Parameters<typeof confirm>): string => renderConfirmPage(confirm(...args)).body

describe('the text of the page', () => {
  it.each([
    [0, 1, 'This link works once', 'Opening it uses it up. For 1 hour, '],
    [2, 5, 'This link works 5 times', '3 of 5 times are left. Opening it uses up one. For 1 hour, '],
    [4, 5, 'This link works 5 times', '1 of 5 times is left. Opening it uses up one. For 1 hour, '],
  ])('says how often the link works and what the button does: %i of %i', (used, max, title, advice) => {
    const page = pageOf(used, max)
    expect(page).toContain(`<title>${title}</title>`)
    expect(page).toContain(`<h1>${title}</h1>\n<p>${advice}this browser can then open it again or resume the download`)
  })

  it.each([
    [1, '1 second'],
    [90, '90 seconds'],
    [60, '1 minute'],
    [5400, '90 minutes'],
    [7200, '2 hours'],
    [86_400, '1 day'],
    [604_800, '7 days'],
  ])('says for how long: %i s', (lease, text) => {
    expect(pageOf(0, 1, { lease })).toContain(`For ${text}, `)
  })

  it('says that the cookie is missing, and only then', () => {
    expect(pageOf(0, 1, { isCookieMissing: true })).toMatch(/<p role="alert">Your browser did not send the cookie/)
    expect(pageOf(0, 1)).not.toContain('alert')
  })
})

describe('the page', () => {
  it('loads and runs nothing but its own style, and sends its form only to its own origin', () => {
    const { body, headers } = renderConfirmPage(confirm(0, 1))
    const style = /<style>(.*?)<\/style>/s.exec(body)?.[1] as string
    const hash = createHash('sha256').update(style).digest('base64')
    expect(headers).toEqual({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    })
    expect(body).not.toMatch(/<script|<link|<img|src=|href=|action=|url\(/)
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(body.match(/<button>Open<\/button>/g)).toHaveLength(1)
  })

  it('has a field for every parameter, in which nothing ends the attribute', () => {
    const text = fc.oneof(
      fc.constantFrom('"><script>alert(1)</script>', `'" onfocus=x`, '&quot;', '&#34;', '</form>', 'use', ''),
      fc.string({ unit: 'grapheme' }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (parameters) => {
        const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]))
        const page = pageOf(0, 1, { url: `/f?${query}#fragment?x=y` })
        const [form = ''] = /<form.*<\/form>/s.exec(page) ?? []
        const decode = (escaped = ''): string => escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
        const inputs = Array.from(form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">\n/g))
        const others = [...query].filter(([name]) => name !== 'use')
        expect(inputs.map(([, name, value]) => [decode(name), decode(value)])).toEqual([...others, ['use', '1']])
        // Nothing of a parameter is outside of the quotes.
        const rest = inputs.reduce((left, [input]) => left.replace(input, () => ''), form)
        expect(rest).toBe('<form method="get">\n<button>Open</button>\n</form>')
        for (const [, name, value] of inputs) expect(`${name}${value}`).not.toMatch(/[<>"']|&(?!#\d+;)/)
      }),
      runs(500),
    )
  })
})
