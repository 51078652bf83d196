import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const found = spawnSync('sh', ['-c', 'command -v chromium || command -v chromium-browser'], { encoding: 'utf8' })

/** Path of Chromium; undefined if it is not installed. */
export const CHROMIUM: string | undefined = found.stdout?.trim() || undefined

export function launch(): Promise<Browser> {
  // As root, which CI often is, Chromium does not start with its sandbox.
  return chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox', '--disable-gpu'] })
}

/** A separate profile, and what went wrong in its pages. */
export interface Profile {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of the console, of scripts and of the policy. */
  readonly faults: string[]
}

/** A new profile. A page that was refused is reported by the console as a failed load, which is not a fault of the page. */
export async function openProfile(browser: Browser, options: BrowserContextOptions = {}): Promise<Profile> {
  const context = await browser.newContext({ acceptDownloads: true, locale: 'en-GB', ...options })
  const faults: string[] = []
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    const isRefusal = /^Failed to load resource: the server responded with a status of 4/.test(message.text())
    if ((message.type() === 'error' || message.type() === 'warning') && !isRefusal) faults.push(message.text())
  })
  return { page, context, faults }
}

/** What is read until it is as expected, on a machine that may have much else to do. */
export const eventually = <T>(read: () => T): ReturnType<typeof expect.poll> => expect.poll(read, { timeout: 20_000 })

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe-core finds on a page of weight: serious or critical. */
export async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE) // the policy of the page would refuse a script element
  const violations = (await page.evaluate(
    '(async () => (await axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })).violations)()',
  )) as readonly Violation[]
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
