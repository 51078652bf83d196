import { isPlainObject } from './options.ts'

/** What a link must permit. Leave `perm` out to mean any, and `fileId` to mean the link's own: a link to a tree is then refused. */
export interface LinkRequest<Perm extends string = string> {
  /** The file that is asked for. */
  readonly fileId?: string
  /** The permission that is needed. */
  readonly perm?: Perm
  /** Where the request comes from: an IPv4 or IPv6 address. Undefined: not known. */
  readonly address?: string | undefined
  /** Whether it came over https. Undefined: not known. */
  readonly secure?: boolean | undefined
  /** The session, user or tenant that asks. Undefined: not known. */
  readonly boundTo?: string | undefined
}

// Without a prototype, whose members could be polluted.
const ANY: LinkRequest = Object.freeze(Object.create(null))

const NAMES: ReadonlySet<string> = new Set(['fileId', 'perm', 'address', 'secure', 'boundTo'])

/**
 * Reads a request, each member once. Refuses one that does not say what its author meant: a misspelt name, or
 * `fileId: undefined` out of a misspelt route parameter, would mean "any file".
 * @throws TypeError where it is no plain object, has an unknown name, or a value of a wrong type; RangeError where `perm` is not declared
 */
export function readRequest(request: LinkRequest | undefined, perms: ReadonlySet<string>): LinkRequest {
  if (request === undefined) return ANY
  if (!isPlainObject(request)) throw new TypeError('request must be a plain object')
  for (const name in request) {
    if (!NAMES.has(name)) throw new TypeError('request: unknown name; known are fileId, perm, address, secure, boundTo')
  }
  const { fileId, perm, address, secure, boundTo } = request
  // A Proxy may give a value, and say that it has none.
  if (typeof fileId !== 'string' && (fileId !== undefined || 'fileId' in request)) throw wrongType('fileId', 'a string')
  if (typeof perm !== 'string' && (perm !== undefined || 'perm' in request)) throw wrongType('perm', 'a string')
  if (perm !== undefined && !perms.has(perm))
    throw new RangeError('request: perm must be declared in createLinks({ perms })')
  if (address !== undefined && (typeof address !== 'string' || inherits(request, 'address'))) {
    throw wrongType('address', 'a string')
  }
  if (secure !== undefined && (typeof secure !== 'boolean' || inherits(request, 'secure'))) {
    throw wrongType('secure', 'a boolean')
  }
  if (boundTo !== undefined && (typeof boundTo !== 'string' || inherits(request, 'boundTo'))) {
    throw wrongType('boundTo', 'a string')
  }
  return { fileId, perm, address, secure, boundTo } as LinkRequest
}

// A polluted Object.prototype must not answer a condition.
function inherits(request: object, name: string): boolean {
  return !Object.hasOwn(request, name)
}

function wrongType(name: string, type: string): TypeError {
  return new TypeError(
    `request: ${name} must be ${type} of the request's own; check the name of the route parameter, or leave it out`,
  )
}
