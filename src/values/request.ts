import { isPlainObject, unknownName } from './options.ts'
import { undeclaredPerm } from './perms.ts'

/** What a link must permit. Leave `perm` out to accept any, and `fileId` to accept the link's own: a link to a tree is then refused. */
export interface LinkRequest<Perm extends string = string> {
  /** The file that is asked for. */
  readonly fileId?: string
  /** The permission that is needed. */
  readonly perm?: Perm
  /** The client's IPv4 or IPv6 address. Undefined: not known. */
  readonly address?: string | undefined
  /** Whether the request came over https. Undefined: not known. */
  readonly secure?: boolean | undefined
  /** The session, user or tenant that asks. Undefined: not known. */
  readonly boundTo?: string | undefined
}

// Without a prototype, whose members could be polluted.
const ANY: LinkRequest = Object.freeze(Object.create(null))

const NAMES: ReadonlySet<string> = new Set(['fileId', 'perm', 'address', 'secure', 'boundTo'])

/**
 * Reads a request, own members only, each once. A misspelt name, or `fileId: undefined` out of a misspelt route parameter, would
 * mean "any file", and so throws.
 * @throws TypeError if it is not a plain object, has an unknown name, or a value of a wrong type; RangeError if `perm` is not declared
 */
export function readRequest(request: LinkRequest | undefined, perms: ReadonlySet<string>): LinkRequest {
  if (request === undefined) return ANY
  if (!isPlainObject(request)) throw new TypeError('request must be a plain object')
  for (const name in request) {
    if (!NAMES.has(name) && Object.hasOwn(request, name)) throw unknownName('request', name, NAMES)
  }
  const { fileId, perm, address, secure, boundTo } = request
  const read = {
    fileId: ownMember(request, 'fileId', fileId, 'string', OMIT_FILE_ID),
    perm: ownMember(request, 'perm', perm, 'string', '; omit it to accept any'),
    address: address === undefined ? undefined : ownMember(request, 'address', address, 'string'),
    secure: secure === undefined ? undefined : ownMember(request, 'secure', secure, 'boolean'),
    boundTo: boundTo === undefined ? undefined : ownMember(request, 'boundTo', boundTo, 'string'),
  } as LinkRequest
  if (read.perm !== undefined && !perms.has(read.perm)) throw undeclaredPerm('request: perm', read.perm)
  return read
}

const OMIT_FILE_ID = " (is the route parameter misspelt?); omit it to accept the link's own file"

/** `value`, if it is a member of the request itself and of that type; undefined if it comes from a polluted prototype. */
function ownMember(request: object, name: string, value: unknown, type: 'string' | 'boolean', hint = ''): unknown {
  if (Object.hasOwn(request, name)) {
    if (typeof value !== type) throw new TypeError(`request: ${name} must be a ${type}${hint}`)
    return value
  }
  // A Proxy can return a value for a property that it claims not to have. Ignoring it could mean "any file".
  const prototype: Readonly<Record<string, unknown>> | null = Object.getPrototypeOf(request)
  if (value === undefined || Object.is(value, prototype?.[name])) return undefined
  throw new TypeError(`request: ${name} must be an own property`)
}
