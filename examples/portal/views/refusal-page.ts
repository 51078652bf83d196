import type { RefusalCode } from 'daypass/http'
import { type Html, html } from './html.ts'
import { type IconName, icon } from './icons.ts'
import { recipientPage } from './layout.ts'

const ICONS: { readonly [C in RefusalCode]?: IconName } = {
  expired: 'timer-off',
  revoked: 'ban',
  'used-up': 'check',
  'not-yet-valid': 'hourglass',
  'wrong-address': 'shield-x',
}

/** What happened and what to do, and nothing else. */
export function refusalPage(title: string, advice: Html | string, code?: RefusalCode): string {
  return recipientPage(
    title,
    html`<div class="refusal">${icon((code && ICONS[code]) ?? 'triangle-alert')}<h1>${title}</h1><p>${advice}</p></div>`,
  )
}

/** The field for the password of a link. */
export function passwordPage(base: string, fault?: string): string {
  return recipientPage(
    'Password needed',
    html`<h1>${icon('lock')}<span>Password needed</span></h1>
<p>The sender has protected this link with a password.</p>
<form method="post" action="${base}/unlock" class="stack">
${fault === undefined ? '' : html`<p class="fault" role="alert">${icon('triangle-alert')}${fault}</p>`}
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="off" required autofocus maxlength="200">
<button>Open</button>
</form>`,
  )
}
