import { MESSAGES } from './messages.ts'
import type { RefusalCode } from './refusal.ts'

/** A refusal to render. It contains neither the token nor more about the cause than the client may know. */
export interface RefusalView {
  /** HTTP status. */
  readonly status: number
  /** Stable reason, meant for programs. */
  readonly code: RefusalCode
  /** What happened: one sentence, without a full stop. */
  readonly title: string
  /** What to do. */
  readonly advice: string
}

/** A body and its headers, including `Content-Type`. */
export interface Rendering {
  /** Body of the answer. It is sent unchanged, so escape what you put into HTML. */
  readonly body: string
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>
}

/** Renders a refusal: the type of the guard's options `problem` and `page`. */
export type Render = (refusal: RefusalView) => Rendering

/** The argument of `problem` and `page`. */
export function viewOf(code: RefusalCode, status: number): RefusalView {
  return { status, code, ...MESSAGES[code] }
}
