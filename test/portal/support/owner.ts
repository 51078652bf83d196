import type { Running } from './portal.ts'

/** Fields of a form; a field with several values is there several times. */
export type Fields = Readonly<Record<string, string | readonly string[]>>

/** Sends a form as the owner's browser does, without following the redirect. */
export function send(
  { origin }: Running,
  path: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Response> {
  const pairs = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  )
  const body = new URLSearchParams(pairs)
  return fetch(origin + path, { method: 'POST', body, redirect: 'manual', headers: { Origin: origin, ...headers } })
}

export const DEFAULTS = { can: 'get', until: '7d', often: 'any' } as const

/** Makes a link to a file with the form; gives the id of its record. */
export async function share(portal: Running, file: string, more: Fields = {}): Promise<string> {
  return idOf(await send(portal, '/share', { file, ...DEFAULTS, ...more }))
}

/** Makes a link for uploads into a folder. */
export async function request(portal: Running, folder: string, more: Fields = {}): Promise<string> {
  return idOf(await send(portal, '/request', { folder, maxSize: '100', ...DEFAULTS, ...more }))
}

async function idOf(made: Response): Promise<string> {
  if (made.status !== 303) throw new Error(`${made.status}: ${textOf(await made.text())}`)
  return /^\/links\/([\w-]{22})\?new=1$/.exec(made.headers.get('location') ?? '')?.[1] as string
}

/** The address of a link, as its page shows it. */
export async function addressOf({ origin }: Running, id: string): Promise<string> {
  const html = await (await fetch(`${origin}/links/${id}`)).text()
  const url = /<input id="url" value="(.*?)"/.exec(html)?.[1]
  if (url === undefined) throw new Error('the page shows no address')
  return url
}

/** The state of a link in the table of its owner. */
export async function stateOf({ origin }: Running, id: string): Promise<string | undefined> {
  const html = await (await fetch(`${origin}/links/${id}`)).text()
  return /<span class="badge ([\w-]+)">/.exec(html)?.[1]
}

/** The text of a page. */
export function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
    .replace(/\s+/g, ' ')
}
