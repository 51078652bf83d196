import { say } from './say.js'
import { sizeText } from './size-text.js'

const BROKEN = 'The connection broke off. Nothing of this file was stored.'

/** Forms that send each file by itself, show how far it is, and take files that are dropped. */
export function sendFiles(root) {
  for (const form of root.querySelectorAll('form[data-upload]')) {
    const field = form.querySelector('input[type=file]')
    const list = form.querySelector('[data-progress]')
    form.classList.add('enlivened')
    form.querySelector('[data-send]').hidden = true
    for (const hint of form.querySelectorAll('[data-drop-hint]')) hint.hidden = false
    const send = (files) => sendAll([...files].slice(0, field.multiple ? undefined : 1), form, list)
    field.addEventListener('change', () => send(field.files))
    takeDrops(form.classList.contains('large') ? form : document.body, form, send)
  }
}

function takeDrops(area, form, send) {
  const mark = (isOver) => form.classList.toggle('over', isOver)
  area.addEventListener('dragover', (event) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    mark(true)
  })
  area.addEventListener('dragleave', (event) => area.contains(event.relatedTarget) || mark(false))
  area.addEventListener('drop', (event) => {
    event.preventDefault()
    mark(false)
    send(event.dataTransfer.files)
  })
}

async function sendAll(files, form, list) {
  let received = 0
  for (const file of files) if (await sendOne(file, form, list)) received++ // one after the other
  form.reset()
  if (received === 0) return
  say(received === 1 ? '1 file received' : `${received} files received`)
  // The owner's list shows what is new; the message would be lost if some files are still to be sent again.
  if (!form.classList.contains('large') && received === files.length) {
    const address = new URL(location.href)
    address.searchParams.set('received', received)
    location.assign(address)
  }
}

async function sendOne(file, form, list) {
  const row = document.createElement('li')
  const [name, bar, text] = ['span', 'progress', 'small'].map((tag) => row.appendChild(document.createElement(tag)))
  name.textContent = file.name
  bar.max = 1
  bar.setAttribute('aria-label', `Progress of ${file.name}`)
  list.append(row)
  const fault = await post(file, form.action, (part) => {
    bar.value = part
    text.textContent = part < 1 ? `${Math.round(part * 100)} % of ${sizeText(file.size)}` : 'being stored'
  })
  row.className = fault === undefined ? 'done' : 'failed'
  bar.remove()
  text.textContent = fault ?? 'received'
  if (fault !== undefined) row.append(againButton(() => row.remove() ?? sendAll([file], form, list)))
  return fault === undefined
}

function againButton(act) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'small secondary'
  button.textContent = 'Send again'
  button.addEventListener('click', act)
  return button
}

/** Sends a file; gives what went wrong. Only `XMLHttpRequest` knows how much has been sent. */
function post(file, url, show) {
  return new Promise((resolve) => {
    const body = new FormData()
    body.append('files', file)
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('Accept', 'application/json')
    request.upload.addEventListener('progress', ({ loaded, total }) => show(loaded / total))
    request.addEventListener('load', () => resolve(request.status < 300 ? undefined : faultOf(request)))
    for (const name of ['error', 'abort', 'timeout']) request.addEventListener(name, () => resolve(BROKEN))
    request.send(body)
  })
}

function faultOf(request) {
  try {
    const { title, advice = '' } = JSON.parse(request.responseText)
    return `${title}. ${advice}`
  } catch {
    return BROKEN
  }
}
