import { MESSAGES } from './messages.ts'
import type { RefusalCode } from './refusal.ts'

/** A refusal as it is shown: no token, and no more about the cause than the client may know. */
export interface RefusalView {
  /** HTTP status of the answer. */
  readonly status: number
  /** Stable reason, meant for programs. */
  readonly code: RefusalCode
  /** What happened: one sentence, without a full stop. */
  readonly title: string
  /** What to do. */
  readonly advice: string
}

/** A body and its headers, `Content-Type` among them. */
export interface Rendering {
  /** Text of the answer. It is sent as it is: escape what you put into HTML. */
  readonly body: string
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>
}

/** Shows a refusal: `problem` and `page` in the options of a guard are of this type. */
export type Render = (refusal: RefusalView) => Rendering

/** What `problem` and `page` are given. */
export function viewOf(code: RefusalCode, status: number): RefusalView {
  return { status, code, ...MESSAGES[code] }
}
