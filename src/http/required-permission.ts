import { getHeader } from './headers.ts'
import type { GuardRequest } from './request.ts'

/** The permissions of which a link must have one, the wider first; undefined if the method is not allowed. */
export type PermsOf = (request: GuardRequest) => readonly string[] | undefined

const READ = ['read']
const WRITE = ['write']
const CREATE = ['create']
const DELETE = ['delete']
const WRITE_OR_CREATE = ['write', 'create']

/** Determines what a request requires: the explicit permission, or that of its method. */
export function permsFor(perm: string | undefined): PermsOf {
  if (perm === undefined) return permsOfMethod
  const perms = [perm]
  return isReading(perm) ? ({ method }) => (isGetOrHead(method) ? perms : undefined) : () => perms
}

/** Value of the header `Allow` of a 405 (RFC 9110, section 15.5.6). */
export function allowedMethods(perm: string | undefined): string {
  return perm === undefined ? 'GET, HEAD, PUT, POST, PATCH, DELETE' : 'GET, HEAD'
}

/** Whether a method is GET or HEAD. */
export function isGetOrHead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Whether a request that requires this permission may bring a file, with any method. */
export function isUpload(perm: string): boolean {
  return !isReading(perm) && perm !== 'delete'
}

/** Whether a permission changes nothing: with it, a route has only GET and HEAD. */
export function isReading(perm: string): boolean {
  return perm === 'read' || perm === 'list'
}

function permsOfMethod({ method, headers }: GuardRequest): readonly string[] | undefined {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return READ
    case 'PUT':
      // The client wants to create a file, not to replace one (RFC 9110, section 13.1.2), so `create` is enough.
      return getHeader(headers, 'if-none-match') === '*' ? WRITE_OR_CREATE : WRITE
    case 'POST':
      return CREATE
    case 'PATCH':
      return WRITE
    case 'DELETE':
      return DELETE
    default:
      return undefined
  }
}
