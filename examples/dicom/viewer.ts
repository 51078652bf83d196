// The page's script. "/view/STUDY/" shows a study, "/view/STUDY/SLICE" one of its slices. The link is the fragment of the page's URL,
// which a browser sends to nobody; from here it goes out in `Authorization`.
import { narrow } from 'daypass/web'
import { App, AppOptions, ViewConfig } from 'dwv'

const CHECK_AFTER = 2000 // milliseconds

const token = location.hash.slice(1)
const url = location.href.replace('/view/', '/studies/').replace(/#.*/, '')
const isStudy = url.endsWith('/')
const authorization = { name: 'Authorization', value: `Bearer ${token}` }

const [controls, slider, button, output] = ['#controls', 'input', 'button', 'output'].map((selector) =>
  document.querySelector(selector),
) as [HTMLElement, HTMLInputElement, HTMLButtonElement, HTMLOutputElement]

/** The URL of each slice, by the UID that dwv knows it by. */
const urls = new Map<string, string>()
const app = new App()
app.init(new AppOptions({ '*': [new ViewConfig('slices')] }))
app.addEventListener('loaditem', ({ data, source }: Loaded) => urls.set(data['00080018']?.value[0] ?? '', source))
app.addEventListener('error', close)
app.addEventListener('loadend', showControls)
slider.addEventListener('input', scroll)
button.addEventListener('click', () => linkToSlice().catch(close))

const checks = setInterval(check, CHECK_AFTER)
load().catch(close)

interface Loaded {
  readonly data: Readonly<Record<string, { readonly value: readonly string[] }>>
  readonly source: string
}

async function ask(method: 'GET' | 'HEAD'): Promise<Response> {
  const answer = await fetch(url, { method, headers: [[authorization.name, authorization.value]] })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  return answer
}

async function load(): Promise<void> {
  const names: readonly string[] = isStudy ? await (await ask('GET')).json() : ['']
  app.loadURLs(
    names.map((name) => url + name),
    { requestHeaders: [authorization] },
  )
}

/** A study that is revoked does not stay on the screen, and neither does one whose server cannot be asked. */
function check(): void {
  ask('HEAD').catch(close)
}

function close(): void {
  clearInterval(checks)
  app.reset()
  urls.clear()
  document.querySelector('#slices')?.remove()
  controls.remove()
  output.textContent = 'This link does not work any more. Ask the sender for a new one.'
}

function showControls(): void {
  if (!isStudy) return
  slider.max = String(urls.size - 1)
  controls.hidden = false
  output.textContent = `${urls.size} slices`
}

function scroll(): void {
  const helper = app.getActiveLayerGroup()?.getPositionHelper()
  helper?.setCurrentPosition(helper.getCurrentPositionAtScrollValue(Number(slider.value)))
}

/** Narrows the link in the browser: anyone who gets the result sees this slice alone, and the server is not asked. */
async function linkToSlice(): Promise<void> {
  const uid = app.getActiveLayerGroup()?.getActiveViewLayer()?.getViewController().getCurrentImageUid() ?? ''
  const { pathname, origin } = new URL(urls.get(uid) as string)
  const fileId = pathname.replace('/studies/', '')
  const narrowed = await narrow(token, { fileId, perms: 'read', ttl: '10m' })
  output.textContent = `${origin}/view/${fileId}#${narrowed}`
}
