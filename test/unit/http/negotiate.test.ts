import { describe, expect, it } from 'vitest'
import { prefersHtml } from '../../../src/http/negotiate.ts'
import { growth, LINEAR } from '../../support/growth.ts'

describe('prefersHtml', () => {
  it.each([
    // What browsers send for a page.
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    'text/html, */*;q=0.1',
    'text/html',
    'TEXT/HTML',
    'text/*',
    'text/html;level=1;q=0.5, application/json;q=0.4',
    'application/json;q=0.9, text/html',
    'text/html;q=0.001',
    'text/html;q=1.000, */*;q=0.999',
    '*/*, application/json;q=0.5, application/problem+json;q=0.5',
    'application/*;q=0.5, */*',
  ])('a page for %s', (accept) => {
    expect(prefersHtml(accept)).toBe(true)
  })

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/problem+json',
    'text/html, application/json',
    'text/html, application/problem+json',
    'text/html, */*',
    'text/html;q=0.5, */*',
    'text/html;q=0, */*;q=0.1',
    'text/html;q=0',
    'text/*;q=0.5, */*;q=0.8',
    'text/html;q=0, text/*;q=1',
    'application/json, text/html;q=0.9',
    'image/avif,image/webp,*/*;q=0.8',
    'image/png',
    'text/htmlx',
    'text/plain',
    'text/html;q=2',
    'text/html;q=10',
    'text/html;q=21',
    'application/json;q=0.1, application/problem+json;q=0.9, text/html;q=0.5',
    'text/html;q=-1',
    'text/html;q=x',
    ';,;,q=1',
  ])('no page for %s', (accept) => {
    expect(prefersHtml(accept)).toBe(false)
  })

  it('reads half a million characters', () => {
    const many = (range: string): string => `${range},`.repeat(500_000 / (range.length + 1))
    expect(prefersHtml(many('text/html'))).toBe(true)
    expect(prefersHtml(`${many('text/html;q=0.2')}text/html;q=0.4,application/json;q=0.3`)).toBe(true)
    expect(prefersHtml(`${many('text/html;q=0.2')}application/json;q=0.3`)).toBe(false)
    expect(prefersHtml(`${many('*/*')}text/html;q=0.5`)).toBe(false)
  })

  it('takes linear time', () => {
    for (const piece of ['text/html,', '*/*,', ',', ';', ' ', ';q=1', 'q=', 'text/html;q=0.5, ', 'x/', '"']) {
      expect(growth(prefersHtml, piece), piece).toBeLessThan(LINEAR)
    }
  })
})
