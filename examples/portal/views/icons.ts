import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Html, html, raw } from './html.ts'

const NAMES = [
  'activity',
  'arrow-left',
  'ban',
  'calendar-clock',
  'check',
  'circle-check',
  'circle-x',
  'clock',
  'copy',
  'download',
  'file',
  'file-archive',
  'file-spreadsheet',
  'file-text',
  'film',
  'folder',
  'hourglass',
  'image',
  'inbox',
  'key-round',
  'link',
  'lock',
  'log-out',
  'music',
  'search',
  'share-2',
  'shield-x',
  'sun-moon',
  'timer-off',
  'triangle-alert',
  'upload',
] as const

export type IconName = (typeof NAMES)[number]

const path = createRequire(import.meta.url).resolve('@iconify-json/lucide/icons.json')
const { icons } = JSON.parse(readFileSync(path, 'utf8')) as { icons: Readonly<Record<string, { body: string }>> }

const BODIES = Object.fromEntries(NAMES.map((name) => [name, icons[name]?.body ?? ''])) as Readonly<
  Record<IconName, string>
>

/** An icon of Lucide (ISC licence) beside a text, which says what it means. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">${raw(BODIES[name])}</svg>`
}
