import { html } from './html.ts'
import { icon } from './icons.ts'
import { ownerPage } from './layout.ts'

/** The form for the password of the portal. */
export function signInPage(fault?: string): string {
  return ownerPage(
    'Sign in',
    undefined,
    html`<article class="card narrow">
<h1>${icon('key-round')} Sign in</h1>
<form method="post" action="/sign-in">
${fault === undefined ? '' : html`<p class="fault" role="alert">${icon('triangle-alert')} ${fault}</p>`}
<label for="password">Password of this portal</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<button>Sign in</button>
</form>
</article>`,
  )
}
