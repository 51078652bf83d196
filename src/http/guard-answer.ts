import type { GuardedGrant } from './guarded-grant.ts'
import type { RefusalCode } from './refusal.ts'
import type { AnswerHeaders } from './response-headers.ts'

/**
 * What a guard decides: let the handler run, or send this answer. Add its `Vary` to one that is already set, and its `Set-Cookie` to the
 * cookies that are already set. Its `status` is 200 if it is the page on which a visitor confirms the use of a counted link.
 */
export type GuardAnswer =
  | {
      readonly ok: true
      readonly grant: GuardedGrant
      /**
       * Completes the headers of the handler's answer, whatever that is. Call it once, when the status and all headers are known and
       * nothing has been sent. `beforeHead` does this on Node.js.
       */
      readonly complete: (status: number, headers: AnswerHeaders) => void
    }
  | {
      readonly ok: false
      readonly grant?: undefined
      readonly code: RefusalCode
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }

/** The answer to a request that is not let pass. */
export type RefusalAnswer = Extract<GuardAnswer, { readonly ok: false }>
