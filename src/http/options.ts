import type { StandardPerm } from 'daypass'
import { isHeaderValue } from '../values/header-value.ts'
import { isPlainObject, quote } from '../values/options.ts'
import { type Carrier, type CarrierReader, readCarriers } from './carriers.ts'
import type { Decision, GuardLinks } from './decision.ts'
import { renderPage } from './page.ts'
import { renderProblem } from './problem.ts'
import { type RefusalCode, readStatuses, type Statuses } from './refusal.ts'
import type { Render } from './render.ts'

/** Options of a guard. `Req` is the framework's request, or what stands for it. */
export interface GuardOptions<Req, Perm extends string = never> {
  /**
   * The file that is asked for. Where it throws, rejects, or gives anything but a string, no handler runs and the error goes the
   * framework's way (500, unless the error has a status of its own).
   */
  readonly fileId: (req: Req) => string | Promise<string>
  /** The permission that is needed. Left out: the one of the method. `read` and `list` are for GET and HEAD only. */
  readonly perm?: StandardPerm | NoInfer<Perm>
  /** Where a link may stand. Default `['query', 'bearer']`. */
  readonly carriers?: readonly Carrier[]
  /** The session, user or tenant that asks, for bound links. Undefined: not known. */
  readonly boundTo?: (req: Req) => string | undefined | Promise<string | undefined>
  /** Where the request comes from. Left out: what the framework says. */
  readonly address?: (req: Req) => string | undefined
  /** Whether it came over https. Left out: what the framework says. */
  readonly secure?: (req: Req) => boolean | undefined
  /** Other statuses than the usual: one number for every refusal, or some by code. */
  readonly statuses?: Statuses
  /** Shows a refusal to a program. Default: problem details (RFC 9457). */
  readonly problem?: Render
  /** Shows a refusal to a person. Default: a small page in English. */
  readonly page?: Render
  /**
   * Told of every decision. Waited for before the handler runs: where it throws or rejects then, the answer is 503. On a refusal
   * it is not waited for, and its failure changes nothing.
   */
  readonly onDecision?: (decision: Decision, req: Req) => void | Promise<void>
  /**
   * Who holds an upload to the limits of its link. `'guard'` (default): the body is the file; one of unknown length is 411, a
   * multipart form 415, and nothing passes that was not measured. `'handler'`: the guard checks nothing; the handler passes every
   * file through `limitUpload`, with its type, as a parser of forms or tus needs it.
   */
  readonly uploadLimits?: 'guard' | 'handler'
  /** `Cache-Control` of a file if neither the link nor the handler sets one, such as `'no-store'`. Default: `'private'` for as long as the link works. */
  readonly cacheControl?: string
  /** Milliseconds since the epoch, for ages in headers. Give the one that `createLinks` has, where it has one. Default `Date.now`. */
  readonly clock?: () => number
}

/** Options once checked. */
export interface GuardSettings<Req> {
  readonly fileId: (req: Req) => unknown
  readonly perm: string | undefined
  readonly carriers: readonly CarrierReader[]
  readonly boundTo: ((req: Req) => unknown) | undefined
  readonly address: ((req: Req) => string | undefined) | undefined
  readonly secure: ((req: Req) => boolean | undefined) | undefined
  readonly statuses: Readonly<Record<RefusalCode, number>>
  readonly problem: Render
  readonly page: Render
  readonly onDecision: ((decision: Decision, req: Req) => unknown) | undefined
  readonly uploadLimits: 'guard' | 'handler'
  readonly cacheControl: string
  readonly clock: () => number
}

const FUNCTIONS = ['fileId', 'boundTo', 'address', 'secure', 'problem', 'page', 'onDecision', 'clock']
const NAMES = [...FUNCTIONS, 'perm', 'carriers', 'statuses', 'uploadLimits', 'cacheControl']

/**
 * Reads the options when a guard is made, so that a wrong one never fails a request.
 * @throws TypeError if an option is unknown, missing or of a wrong type; RangeError if its value is wrong, or `perm` is not declared
 */
export function readGuardOptions<Req>(links: GuardLinks, given: unknown): GuardSettings<Req> {
  if (typeof links?.tryVerify !== 'function' || typeof links.sign !== 'function') {
    throw new TypeError('links must be the object returned by createLinks()')
  }
  const options = ownOptions(given) as unknown as GuardOptions<Req>
  const { carriers = ['query', 'bearer'], statuses = {}, problem = renderProblem, page = renderPage } = options
  const { uploadLimits = 'guard', cacheControl = 'private' } = options
  if (options.fileId === undefined)
    throw new TypeError('guard: fileId is required: a function that returns the id of the requested file')
  // Refuses a permission that was not declared; the request is read before the token.
  if (options.perm !== undefined) links.tryVerify('', { perm: options.perm })
  return {
    fileId: options.fileId,
    perm: options.perm,
    carriers: readCarriers(carriers),
    boundTo: options.boundTo,
    address: options.address,
    secure: options.secure,
    statuses: readStatuses(statuses),
    problem,
    page,
    onDecision: options.onDecision,
    uploadLimits: checkUploadLimits(uploadLimits),
    cacheControl: checkCacheControl(cacheControl),
    clock: checkedClock(options.clock ?? (() => Date.now())),
  }
}

function checkUploadLimits(value: unknown): 'guard' | 'handler' {
  if (typeof value !== 'string') throw new TypeError('guard: uploadLimits must be a string')
  if (value !== 'guard' && value !== 'handler') throw new RangeError("guard: uploadLimits must be 'guard' or 'handler'")
  return value
}

function checkCacheControl(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('guard: cacheControl must be a string')
  if (isHeaderValue('cacheControl', value)) return value
  throw new RangeError(
    "guard: cacheControl must be Cache-Control directives, such as 'no-store' (RFC 9111, section 5.2)",
  )
}

function checkedClock(clock: () => number): () => number {
  return () => {
    const now = clock()
    if (!Number.isFinite(now)) throw new RangeError('guard: clock must return a finite number of milliseconds')
    return now
  }
}

/** Own properties only, each read once. A misspelt or undefined option must not lead to a guard without it. */
function ownOptions(given: unknown): Readonly<Record<string, unknown>> {
  if (!isPlainObject(given)) throw new TypeError('guard: options must be a plain object')
  const options: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(given)) {
    if (!NAMES.includes(name)) {
      throw new TypeError(`guard: unknown option${quote(name)}; known are ${NAMES.join(', ')}`)
    }
    if (value === undefined) throw new TypeError(`guard: ${name} is undefined; leave it out instead`)
    if (FUNCTIONS.includes(name) && typeof value !== 'function')
      throw new TypeError(`guard: ${name} must be a function`)
    options[name] = value
  }
  return options
}
