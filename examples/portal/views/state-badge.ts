import type { State } from '../links/link-state.ts'
import { type Html, html } from './html.ts'
import { type IconName, icon } from './icons.ts'

export const STATE_WORDS: Readonly<Record<State, string>> = {
  active: 'Active',
  'not-yet': 'Not yet',
  expired: 'Expired',
  revoked: 'Revoked',
  'used-up': 'Used up',
}

const ICONS: Readonly<Record<State, IconName>> = {
  active: 'circle-check',
  'not-yet': 'hourglass',
  expired: 'timer-off',
  revoked: 'ban',
  'used-up': 'check',
}

/** The state of a link as a word and a shape, not as a colour alone. */
export function stateBadge(state: State): Html {
  return html`<span class="badge ${state}">${icon(ICONS[state])}${STATE_WORDS[state]}</span>`
}
