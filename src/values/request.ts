import { isPlainObject, unknownName } from './options.ts'
import { undeclaredPerm } from './perms.ts'

/** What a link must permit. Leave `perm` out to accept any, and `fileId` to accept the link's own: a link to a tree is then refused. */
export interface LinkRequest<Perm extends string = string> {
  /** The requested file. */
  readonly fileId?: string
  /** The required permission. */
  readonly perm?: Perm
  /**
   * The client's IPv4 or IPv6 address, or a function that returns it. Undefined: not known. The function is called only if the link is
   * restricted to addresses and passes every earlier check, and then once.
   */
  readonly address?: string | undefined | (() => string | undefined)
  /**
   * Whether the request came over https, or a function that returns it. Undefined: not known. The function is called only if the link
   * is for https and passes every other check, and then once.
   */
  readonly secure?: boolean | undefined | (() => boolean | undefined)
  /** The session, user or tenant that makes the request. Undefined: not known. */
  readonly boundTo?: string | undefined
}

// Without a prototype, whose members could be polluted.
const ANY_REQUEST: LinkRequest = Object.freeze(Object.create(null))

type Names = ReadonlySet<string>

/** Names of the members of a request. */
export const MEMBERS: Names = new Set(['fileId', 'perm', 'address', 'secure', 'boundTo'])

/**
 * Reads a request, own members only, each once. A misspelt name, or `fileId: undefined` out of a misspelt route parameter, would
 * mean "any file", and so throws.
 *
 * @param names all that it may have; others than those of a `LinkRequest` are only let pass
 * @throws TypeError if it is not a plain object, has an unknown name, or a value of a wrong type; RangeError if `perm` is not declared
 */
export function normalizeRequest(request: LinkRequest | undefined, perms: Names, names: Names = MEMBERS): LinkRequest {
  if (request === undefined) return ANY_REQUEST
  if (!isPlainObject(request)) throw new TypeError('request must be a plain object')
  for (const name in request) {
    if (!names.has(name) && Object.hasOwn(request, name)) throw unknownName('request', name, names)
  }
  const { fileId, perm, address, secure, boundTo } = request
  const read = {
    fileId: normalizeMember(request, 'fileId', fileId, 'string', OMIT_FILE_ID),
    perm: normalizeMember(request, 'perm', perm, 'string', '; omit it to accept any'),
    address: address === undefined ? undefined : normalizeMember(request, 'address', address, 'string', OR_CALL, true),
    secure: secure === undefined ? undefined : normalizeMember(request, 'secure', secure, 'boolean', OR_CALL, true),
    boundTo: boundTo === undefined ? undefined : normalizeMember(request, 'boundTo', boundTo, 'string'),
  } as LinkRequest
  if (read.perm !== undefined && !perms.has(read.perm)) throw undeclaredPerm('request: perm', read.perm, perms)
  return read
}

const OMIT_FILE_ID = " (is the route parameter misspelt?); omit it to accept the link's own file"

const OR_CALL = ', or a function that returns one'

/**
 * A member of a request that may be a function, which is called now. Its result takes its place in `request`, the copy that
 * `normalizeRequest` made: no function is called twice, and the error of a refused link can name what is not known.
 * @throws TypeError if a function returns a value of another type; whatever the function throws
 */
export function resolveMember(request: LinkRequest, name: 'address'): string | undefined
export function resolveMember(request: LinkRequest, name: 'secure'): boolean | undefined
export function resolveMember(request: LinkRequest, name: 'address' | 'secure'): unknown {
  const member = request[name]
  if (typeof member !== 'function') return member
  const value: unknown = member()
  const type = name === 'address' ? 'string' : 'boolean'
  if (value !== undefined && typeof value !== type) {
    throw new TypeError(`request: the function ${name} must return a ${type}, or undefined`)
  }
  ;(request as { address?: unknown; secure?: unknown })[name] = value
  return value
}

/** `value`, if it is a member of the request itself and of that type; undefined if it comes from a polluted prototype. */
function normalizeMember(
  request: object,
  name: string,
  value: unknown,
  type: 'string' | 'boolean',
  hint = '',
  canBeFunction = false,
): unknown {
  if (Object.hasOwn(request, name)) {
    if (typeof value !== type && !(canBeFunction && typeof value === 'function'))
      throw new TypeError(`request: ${name} must be a ${type}${hint}`)
    return value
  }
  // A Proxy can return a value for a property that it claims not to have. Ignoring it could mean "any file".
  const prototype: Readonly<Record<string, unknown>> | null = Object.getPrototypeOf(request)
  if (value === undefined || Object.is(value, prototype?.[name])) return undefined
  throw new TypeError(`request: ${name} must be an own property`)
}
