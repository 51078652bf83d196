import type { MadeAnswer, Route } from './scene.ts'

const HTML = { 'Content-Type': 'text/html; charset=utf-8' }
const ELSEWHERE = { Location: 'https://store.example/q3?for=2s' }
const OWN_HEADERS = {
  ...HTML,
  'Content-Disposition': 'inline; filename="own.html"',
  'Cache-Control': 'public, max-age=600',
  'Content-Security-Policy': 'script-src *',
}

const ANSWERS: Readonly<Record<string, MadeAnswer>> = {
  sent: { via: 'send', status: 200, headers: HTML, body: '<p>sent' },
  streamed: { via: 'stream', status: 200, headers: HTML, body: '<p>streamed' },
  raw: { via: 'head', status: 200, headers: HTML, body: '<p>raw' },
  owned: { via: 'send', status: 200, headers: OWN_HEADERS, body: '<p>owned' },
  film: { via: 'send', status: 200, headers: { 'Content-Type': 'video/webm' }, body: 'film' },
  part: { via: 'send', status: 206, headers: { ...HTML, 'Content-Range': 'bytes 0-3/9' }, body: '<p>a' },
  unchanged: { via: 'head', status: 304, headers: OWN_HEADERS },
  missing: { via: 'default', status: 404 },
  failed: { via: 'throw', status: 500 },
  busy: { via: 'throw', status: 503 },
  limited: { via: 'send', status: 429, headers: HTML, body: '<p>later' },
  moved: { via: 'redirect', status: 302, headers: ELSEWHERE },
  kept: { via: 'send', status: 302, headers: { ...ELSEWHERE, 'Cache-Control': 'public, max-age=600' }, body: '' },
  empty: { via: 'send', status: 204 },
  static: { via: 'send', status: 200, headers: { ...HTML, 'Cache-Control': 'public, max-age=0' }, body: '<p>static' },
}

/** Routes whose handlers answer in every way there is: `/sent/:id`, and `/list-sent/:id` with the permission `list`. */
export const ANSWER_ROUTES: readonly Route[] = [
  ...Object.entries(ANSWERS).map(([name, answer]): Route => ({ name, options: {}, answer })),
  { name: 'list-sent', options: { perm: 'list' }, answer: { ...ANSWERS.sent } as MadeAnswer },
  { name: 'annotate-sent', options: { perm: 'annotate' }, answer: { ...ANSWERS.sent } as MadeAnswer },
  { name: 'never-stored', options: { cacheControl: 'no-store' }, answer: { ...ANSWERS.sent } as MadeAnswer },
  { name: 'bound-owned', options: { boundTo: () => 'u' }, answer: { ...ANSWERS.owned } as MadeAnswer },
  { name: 'bound-kept', options: { boundTo: () => 'u' }, answer: { ...ANSWERS.kept } as MadeAnswer },
]
