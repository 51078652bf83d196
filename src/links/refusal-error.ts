import { LinkError, notALink } from '../errors.ts'
import type { Grant } from '../grant.ts'
import type { LinkErrorCode } from '../values/codes.ts'
import type { LinkRequest } from '../values/request.ts'

/** The error of a link that was refused. Its message names what the request lacks, if the link requires it. */
export function refusalError(
  code: LinkErrorCode,
  refused: Grant | undefined,
  token: unknown,
  request: LinkRequest,
): LinkError {
  return code === 'malformed' ? notALink(token) : new LinkError(code, refused, missing(code, request))
}

function missing(code: string, { fileId, address, secure }: LinkRequest): string | undefined {
  if (code === 'wrong-file' && fileId === undefined) return 'the request has no fileId, which a link to a tree requires'
  if (code === 'wrong-address' && address === undefined) return 'the request has no address, which this link requires'
  if (code === 'https-required' && secure === undefined)
    return 'the request has no secure: true, which this link requires'
  return undefined
}
