import type { StandardPerm } from 'daypass'
import { readClock } from '../values/clock.ts'
import { isHeaderValue } from '../values/header-value.ts'
import { isPlainObject, normalizeOptions } from '../values/options.ts'
import { undeclaredPerm } from '../values/perms.ts'
import { renderConfirmPage } from './confirm-page.ts'
import type { RenderConfirmation } from './confirmation.ts'
import type { Decision } from './decision.ts'
import { type GuardLinks, isManaged } from './guard-links.ts'
import { renderPage } from './page.ts'
import { renderProblem } from './problem.ts'
import { normalizeStatuses, type RefusalCode, type Statuses } from './refusal.ts'
import type { Render } from './render.ts'
import { normalizeTokenSources, type TokenReader, type TokenSource } from './token-sources.ts'

/** Options of a guard. `Req` is the framework's request, or its context. */
export interface GuardOptions<Req, Perm extends string = never> {
  /**
   * The requested file. If the function throws, rejects, or returns anything but a string, the handler does not run and the framework
   * handles the error (with 500, unless the error has another status).
   */
  readonly fileId: (req: Req) => string | Promise<string>
  /** The required permission. Default: that of the method. With `read` or `list`, only GET and HEAD are allowed. */
  readonly perm?: StandardPerm | NoInfer<Perm>
  /** Where to look for the token. Default `['query', 'bearer']`. */
  readonly tokenFrom?: readonly TokenSource[]
  /** The session, user or tenant that makes the request, for bound links. Undefined: not known. */
  readonly boundTo?: (req: Req) => string | undefined | Promise<string | undefined>
  /** The client's address. Default: what the framework reports. Called only if a link is restricted to addresses. */
  readonly address?: (req: Req) => string | undefined
  /**
   * Whether the request came over https. Default: what the framework reports. Called only if a link is for https, or if a cookie is set for a
   * link that is counted.
   */
  readonly secure?: (req: Req) => boolean | undefined
  /** Other statuses, 400 to 599: one number for every refusal but `unavailable` and `confirmation-required`, or an object by code. */
  readonly statuses?: Statuses
  /** Renders a refusal for programs. Default: problem details (RFC 9457). */
  readonly problem?: Render
  /** Renders a refusal for people. Default: a small page in English. */
  readonly page?: Render
  /**
   * Whether a visitor presses a button before a counted link in a URL is used, and a program without a browser sends `Idempotency-Key`.
   * Default true. `false`: every GET of the URL is a use, also that of a mail scanner; for links that only programs open.
   */
  readonly confirm?: boolean
  /** Renders the page with the button. Default: a small page in English. Its form sends `fields` by GET. */
  readonly confirmPage?: RenderConfirmation
  /**
   * Called with every decision. The guard waits for it before the handler runs; if it throws or rejects then, the answer is 503. After a
   * refusal the guard does not wait for it, and its failure changes nothing.
   */
  readonly onDecision?: (decision: Decision, req: Req) => void | Promise<void>
  /**
   * What enforces the upload limits of a link. `'guard'` (default): the body is the file. The answer to a body of unknown length is 411
   * and to a multipart form 415, so that nothing passes unmeasured. `'handler'`: the guard does not look at the body. Use it if a parser
   * takes the body apart (forms, tus), and pass every file through `limitUpload`, with its type.
   */
  readonly uploadLimits?: 'guard' | 'handler'
  /**
   * `Cache-Control` of a file if neither the link nor the handler sets it, such as `'no-store'`. Default: `'private'`, for as long as the
   * link is valid. With managed links, caches ask before every use in any case.
   */
  readonly cacheControl?: string
  /** Milliseconds since the epoch, 0 or more, for ages in headers. Use the clock of `createLinks`, if it has one. Default `Date.now`. */
  readonly clock?: () => number
}

/** Options that were checked. */
export interface GuardSettings<Req> {
  readonly fileId: (req: Req) => unknown
  readonly perm: string | undefined
  readonly tokenFrom: readonly TokenReader[]
  readonly boundTo: ((req: Req) => unknown) | undefined
  readonly address: ((req: Req) => string | undefined) | undefined
  readonly secure: ((req: Req) => boolean | undefined) | undefined
  readonly statuses: Readonly<Record<RefusalCode, number>>
  readonly problem: Render
  readonly page: Render
  readonly confirm: boolean
  readonly confirmPage: RenderConfirmation
  readonly onDecision: ((decision: Decision, req: Req) => unknown) | undefined
  readonly uploadLimits: 'guard' | 'handler'
  readonly cacheControl: string
  readonly clock: () => number
}

const HOOKS = ['fileId', 'boundTo', 'address', 'secure', 'onDecision', 'clock'] as const
const FUNCTIONS = [...HOOKS, 'problem', 'page', 'confirmPage'] as const
const NAMES = [...FUNCTIONS, 'perm', 'tokenFrom', 'statuses', 'confirm', 'uploadLimits', 'cacheControl'] as const

/**
 * Checks the options when a guard is made, so that a wrong one never fails a request.
 *
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong, or `perm` is not declared
 */
export function normalizeGuardOptions<Req>(links: GuardLinks, given: unknown): GuardSettings<Req> {
  assertLinks(links)
  const options = normalizeNames<Req>(given)
  const { tokenFrom = ['query', 'bearer'], statuses = {}, problem = renderProblem, page = renderPage } = options
  const { confirm = true, confirmPage = renderConfirmPage } = options
  const { uploadLimits = 'guard', cacheControl = 'private', clock = () => Date.now() } = options
  if (options.fileId === undefined) {
    throw new TypeError('guard: fileId is required: a function that returns the id of the requested file')
  }
  const sources = normalizeTokenSources(tokenFrom)
  if (isManaged(links) && sources.some(({ parameter }) => parameter === 'use')) {
    throw new RangeError("guard: tokenFrom: with managed links, the parameter 'use' belongs to the guard")
  }
  if (options.perm !== undefined) assertPerm(options.perm, links.perms)
  return {
    fileId: options.fileId,
    perm: options.perm,
    tokenFrom: sources,
    boundTo: options.boundTo,
    address: options.address,
    secure: options.secure,
    statuses: normalizeStatuses(statuses),
    problem,
    page,
    confirm: normalizeConfirm(confirm),
    confirmPage,
    onDecision: options.onDecision,
    uploadLimits: normalizeUploadLimits(uploadLimits),
    cacheControl: normalizeCacheControl(cacheControl),
    clock: () => readClock(clock, 'guard: clock'),
  }
}

function normalizeNames<Req>(given: unknown): GuardOptions<Req> {
  if (!isPlainObject(given)) throw new TypeError('guard: options must be a plain object')
  const options = normalizeOptions(given, NAMES, 'guard')
  for (const name of FUNCTIONS) {
    const option = options[name]
    if (option !== undefined && typeof option !== 'function') throw new TypeError(`guard: ${name} must be a function`)
  }
  return options as GuardOptions<Req>
}

function assertLinks(links: Partial<GuardLinks> | null | undefined): void {
  const isLinks =
    typeof links?.tryVerify === 'function' && typeof links.signingKeyId === 'function' && Array.isArray(links.perms)
  if (!isLinks) throw new TypeError('guard: links must be the object returned by createLinks() or createManagedLinks()')
}

function assertPerm(perm: unknown, known: readonly string[]): void {
  if (typeof perm !== 'string') throw new TypeError('guard: perm must be a string')
  if (!known.includes(perm)) throw undeclaredPerm('guard: perm', perm, known)
}

function normalizeConfirm(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('guard: confirm must be a boolean')
  return value
}

function normalizeUploadLimits(value: unknown): 'guard' | 'handler' {
  if (typeof value !== 'string') throw new TypeError('guard: uploadLimits must be a string')
  if (value !== 'guard' && value !== 'handler') throw new RangeError("guard: uploadLimits must be 'guard' or 'handler'")
  return value
}

function normalizeCacheControl(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('guard: cacheControl must be a string')
  if (isHeaderValue('cacheControl', value)) return value
  throw new RangeError(
    "guard: cacheControl must be Cache-Control directives, such as 'no-store' (RFC 9111, section 5.2)",
  )
}
