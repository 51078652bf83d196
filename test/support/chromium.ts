import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

type Params = Readonly<Record<string, unknown>>

/** A tab of a headless Chromium. */
export interface Tab {
  /** A command of the Chrome DevTools Protocol. */
  readonly send: (method: string, params?: Params) => Promise<Readonly<Record<string, unknown>>>
  /** The parameters of the next event of this name for which `isIt` is true. */
  readonly event: (method: string, isIt?: (params: Params) => boolean) => Promise<Params>
  /** The value of an expression in the page, or of what its promise gives. */
  readonly evaluate: (expression: string) => Promise<unknown>
  /** Opens a URL, and waits until the page has loaded. */
  readonly open: (url: string) => Promise<void>
  /** Clicks in the middle of an element, as a mouse does. */
  readonly click: (selector: string) => Promise<void>
}

/** Runs `use` with a tab of a browser of its own, whose downloads go to `downloads`. The tab is closed afterwards. */
export async function withTab(downloads: string, use: (tab: Tab) => Promise<void>): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'daypass-chromium-'))
  // A pipe needs neither a port nor a WebSocket. As root, which CI often is, Chromium does not start with its sandbox.
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe']
  const browser = spawn('chromium', [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const closed = once(browser, 'close')
  try {
    const tab = await attach(browser)
    await tab.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads, eventsEnabled: true })
    await use(tab)
    await tab.send('Browser.close').catch(() => undefined)
  } finally {
    browser.kill('SIGKILL')
    await closed
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Params
  readonly result?: Params
  readonly error?: { readonly message: string }
}

async function attach(browser: ChildProcess): Promise<Tab> {
  const [input, output] = [browser.stdio[3] as Writable, browser.stdio[4] as Readable]
  const waiting = new Set<(message: Message) => void>()
  let isOver: (error: Error) => void = () => undefined
  const over = new Promise<never>((_, reject) => {
    isOver = reject
  })
  over.catch(() => undefined)
  browser.on('error', isOver).on('close', () => isOver(new Error('the browser has ended')))
  input.on('error', isOver)
  let text = ''
  output.setEncoding('utf8').on('data', (data) => {
    const messages = (text + data).split('\0')
    text = messages.pop() as string
    for (const message of messages) for (const see of waiting) see(JSON.parse(message))
  })
  const next = (isIt: (message: Message) => boolean): Promise<Message> =>
    Promise.race([
      over,
      new Promise<Message>((resolve) => {
        const see = (message: Message): void => {
          if (!isIt(message)) return
          waiting.delete(see)
          resolve(message)
        }
        waiting.add(see)
      }),
    ])
  let lastId = 0
  let sessionId: unknown
  const send: Tab['send'] = async (method, params = {}) => {
    const id = ++lastId
    const answer = next((message) => message.id === id)
    input.write(`${JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) })}\0`)
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result ?? {}
  }
  const event: Tab['event'] = async (method, isIt = () => true) =>
    (await next((message) => message.method === method && isIt(message.params ?? {}))).params ?? {}
  const evaluate: Tab['evaluate'] = async (expression) => {
    const { result } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    return (result as { readonly value?: unknown }).value
  }

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  sessionId = (await send('Target.attachToTarget', { targetId, flatten: true })).sessionId
  await send('Page.enable')
  // Or the end of this load would pass for that of the first page.
  while ((await evaluate('document.readyState')) !== 'complete');
  return {
    send,
    event,
    evaluate,
    open: async (url) => {
      const loaded = event('Page.loadEventFired')
      await send('Page.navigate', { url })
      await loaded
    },
    click: async (selector) => {
      const box = `(() => { const { x, y, width, height } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 } })()`
      const { x, y } = (await evaluate(box)) as { readonly x: number; readonly y: number }
      for (const type of ['mousePressed', 'mouseReleased'])
        await send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 })
    },
  }
}
