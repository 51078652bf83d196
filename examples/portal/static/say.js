let timer

/** Says something to everyone: a line that comes and goes, and that a screen reader reads. */
export function say(text) {
  // What is outside of an open dialog is inert.
  const live = document.querySelector('dialog[open] .toast') ?? document.querySelector('#live')
  clearTimeout(timer)
  live.textContent = ''
  // A text that is the same as before would not be read again.
  requestAnimationFrame(() => {
    live.textContent = text
  })
  timer = setTimeout(() => {
    live.textContent = ''
  }, 5000)
}
