import { say } from './say.js'

/** Buttons that copy a field, and say so. */
export function showCopying(root) {
  for (const button of root.querySelectorAll('[data-copy]')) {
    const field = root.querySelector(button.dataset.copy)
    button.hidden = false
    button.addEventListener('click', async () => {
      field.select()
      try {
        await navigator.clipboard.writeText(field.value)
        say('Link copied')
      } catch {
        say('The link is selected: copy it with the keyboard') // a browser that does not allow it
      }
    })
  }
  for (const field of root.querySelectorAll('[data-select]')) field.addEventListener('focus', () => field.select())
}
