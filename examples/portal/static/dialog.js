/** Links whose page is small enough for a dialog open in one. Without scripts, or if that fails, they open as pages. */
export function showDialogs(root, enliven) {
  for (const link of root.querySelectorAll('a[data-dialog]')) {
    link.addEventListener('click', async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      const content = await contentOf(link.href)
      if (content === undefined) location.assign(link.href)
      else open(content, link, enliven)
    })
  }
}

async function contentOf(url) {
  try {
    const response = await fetch(url)
    if (!response.ok || response.redirected) return undefined
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    return page.querySelector('[data-dialog-content]') ?? undefined
  } catch {
    return undefined
  }
}

function open(content, link, enliven) {
  const dialog = document.createElement('dialog')
  const toast = document.createElement('div')
  toast.className = 'toast'
  toast.setAttribute('role', 'status')
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'quiet shut'
  close.textContent = 'Close'
  close.addEventListener('click', () => dialog.close())
  const heading = content.querySelector('h1')
  heading.id = 'dialog-title'
  dialog.setAttribute('aria-labelledby', heading.id)
  content.prepend(close)
  dialog.append(content, toast)
  document.body.append(dialog)
  enliven(dialog)
  for (const cancel of dialog.querySelectorAll('[data-close]')) {
    cancel.addEventListener('click', (event) => {
      event.preventDefault()
      dialog.close()
    })
  }
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
  dialog.addEventListener('close', () => {
    dialog.remove()
    link.focus()
  })
  dialog.showModal()
  dialog.querySelector('input:checked, input:not([type=hidden])')?.focus()
}
