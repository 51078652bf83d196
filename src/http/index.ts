/**
 * The parts of an adapter: the guard of a route, limits for uploads, and redaction for logs. It does not depend on any framework.
 *
 * @module daypass/http
 */

export type { Confirmation, RenderConfirmation } from './confirmation.ts'
export type { Decision } from './decision.ts'
export { createGuard, type Guard } from './guard.ts'
export type { GuardAnswer } from './guard-answer.ts'
export type { GuardLinks, ManagedGuardLinks } from './guard-links.ts'
export type { GuardedGrant } from './guarded-grant.ts'
export type { HeaderSource } from './headers.ts'
export { limitUpload } from './limit-upload.ts'
export { withLink, withoutLink } from './link-url.ts'
export { describeNodeRequest, type NodeRequest } from './node-request.ts'
export { beforeHead, type NodeResponse, sendRefusal } from './node-response.ts'
export type { GuardOptions } from './options.ts'
export { redactLink } from './redact.ts'
export type { RefusalCause, RefusalCode, Statuses } from './refusal.ts'
export type { RefusalView, Render, Rendering } from './render.ts'
export type { GuardRequest } from './request.ts'
export type { AnswerHeaders } from './response-headers.ts'
export type { TokenSource } from './token-sources.ts'
export { type UploadCode, UploadError, type UploadErrorCode } from './upload-error.ts'
export type { RuntimeRequest, RuntimeResponse, WebHeaders, WebRequest, WebResponse } from './web-types.ts'
