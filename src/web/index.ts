/**
 * The same library over Web Crypto, for runtimes without `node:crypto`: browsers, edge routes, workers. The verbs are asynchronous.
 *
 * @module daypass/web
 */

export type { ResponseHeaders } from '../conditions/response.ts'
export type { UploadLimits } from '../conditions/upload.ts'
export { LinkError } from '../errors.ts'
export type { Grant } from '../grant.ts'
export { createKey, type Key } from '../keys/key.ts'
export { createKeyring, type Keyring } from '../keys/keyring.ts'
export { keysFromEnv } from '../keys/keys-from-env.ts'
export type { SecretKeyObject } from '../keys/secret.ts'
export type { NarrowOptions } from '../links/compose-narrowing.ts'
export type { LinkResult } from '../links/judge-link.ts'
export type { LinksOptions } from '../links/links-options.ts'
export type { SignOptions } from '../links/sign-options.ts'
export type { LinkErrorCode } from '../values/codes.ts'
export { STANDARD_PERMS, type StandardPerm } from '../values/perms.ts'
export type { LinkRequest } from '../values/request.ts'
export type { Duration } from '../values/time.ts'
export { createLinks, type Links } from './create-links.ts'
export { narrow } from './narrow.ts'
