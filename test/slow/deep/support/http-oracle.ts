import { specVerify } from '../../../support/spec-verifier.ts'
import type { Asked } from './http-requests.ts'
import { SIDES, type Side } from './scene.ts'

/** What a guard is made with here. */
export interface Route {
  readonly perm: 'read' | 'write' | 'list' | 'annotate' | undefined
  readonly tokenFrom: readonly ('query' | 'bearer' | 'cookie' | 'param')[]
  readonly boundTo: string | undefined
}

const METHODS: Readonly<Record<string, readonly string[]>> = {
  GET: ['read'],
  HEAD: ['read'],
  PUT: ['write'],
  POST: ['create'],
  PATCH: ['write'],
  DELETE: ['delete'],
}
const SPEC = (SIDES[0] as Side).spec

/** Status and cause that the guard's documentation promises for a request: `200 ok`, `410 expired` and so on. */
export function expectedOf(route: Route, asked: Asked): string {
  const { method } = asked.request
  const { perm } = route
  const perms = perm === undefined ? permsOf(method, asked.headers['if-none-match']) : [perm]
  const isReadOnly = perm === 'read' || perm === 'list'
  if (perms === undefined || (isReadOnly && method !== 'GET' && method !== 'HEAD')) return '405 method-not-allowed'
  const found = linksIn(route, asked)
  if (found.length === 0) return '401 link-required'
  const [token] = found
  if (found.length > 1 || token === undefined || token === '') return '400 bad-request'
  const { address, secure, file, now } = asked
  const results = perms.map((name) =>
    specVerify(token, SPEC, { fileId: file, perm: name, address, secure, boundTo: route.boundTo }, now),
  )
  const index = Math.max(
    0,
    results.findIndex((one) => one.ok || one.code !== 'permission-denied'),
  )
  const result = results[index]
  if (result === undefined || !result.ok) return `${result?.code === 'expired' ? 410 : 403} ${result?.code}`
  const isUpload = !['read', 'list', 'delete'].includes(perms[index] as string)
  return (isUpload && uploadFault(result.grant.upload, asked)) || '200 ok'
}

function permsOf(method: string, ifNoneMatch: string | undefined): readonly string[] | undefined {
  if (!Object.hasOwn(METHODS, method)) return undefined
  return method === 'PUT' && ifNoneMatch === '*' ? ['write', 'create'] : METHODS[method]
}

/** All links that the token sources of a route contain; undefined for one that is not a single text. */
function linksIn(
  { tokenFrom }: Route,
  { query, bearer, cookies, param, hasFragment }: Asked,
): readonly (string | undefined)[] {
  const has = (source: Route['tokenFrom'][number]): boolean => tokenFrom.includes(source)
  return [
    ...(has('query') ? query.map(([name, value]) => [decodeURIComponent(name), value] as const) : [])
      .filter(([name]) => /^[[\]]*token(?![^[\]])/.test(name))
      .map(([name, value]) => (name === 'token' ? value : undefined)),
    ...(has('query') && hasFragment ? [undefined] : []),
    ...(has('bearer') ? bearer : [])
      .filter((value) => /^bearer +1b?\./i.test(value))
      .map((value) => value.replace(/^bearer +/i, ''))
      .map((value) => (/[ ,]/.test(value) ? undefined : value)),
    ...(has('cookie') ? cookies : []).filter(([name]) => name === 'link').map(([, value]) => value),
    ...(has('param') && param !== undefined ? [typeof param === 'string' ? param : undefined] : []),
  ]
}

type Limits = { readonly minBytes?: number; readonly maxBytes?: number; readonly contentTypes?: readonly string[] }

function uploadFault(limits: Limits | undefined, { request, headers }: Asked): string | undefined {
  if (limits === undefined) return undefined
  const declared = headers['content-length']
  // Only HTTP/1 says by the absence of a header that there is no body.
  const length = declared ?? (request.httpVersion === '1.1' ? '0' : '')
  if (!/^\d+$/.test(length)) return '411 length-required'
  if (/^0+$/.test(length) && !['PUT', 'POST', 'PATCH'].includes(request.method)) return undefined
  if (BigInt(length) > BigInt(limits.maxBytes ?? Number.MAX_SAFE_INTEGER)) return '413 upload-too-large'
  if (BigInt(length) < BigInt(limits.minBytes ?? 0)) return '400 upload-too-small'
  if (/multipart/.test(headers['content-type'] ?? '')) return '415 upload-wrong-type'
  if (/^0+$/.test(length) && headers['content-type'] === undefined) return undefined
  const type = (headers['content-type'] ?? '').replace(/;.*/, '').trim().toLowerCase()
  const fits = limits.contentTypes?.some((own) => own === type || own === type.replace(/(?<=.\/)[\w-]+$/, '*'))
  return fits === false ? '415 upload-wrong-type' : undefined
}
