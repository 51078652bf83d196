import { EXIT } from '../exit.ts'
import { codeOf, Failure, toFailure } from '../failure.ts'

/** The error to report for one of a store: with the code of its cause, and never with its message, which may show the address. */
export function explainStoreError(error: unknown): Failure {
  const failure = toFailure(error)
  if (failure.code === 'failed') return unreachable(error)
  const cause = (error as { readonly cause?: unknown }).cause
  if (failure.code !== 'unavailable' || cause === undefined) return failure
  return new Failure(failure.exit, failure.code, `${failure.message} (${codeOf(cause)})`)
}

/** A store that cannot be reached, or that refuses the connection. */
export function unreachable(error: unknown): Failure {
  // Of several addresses that were tried, all failed.
  const [first] = (error as { readonly errors?: readonly unknown[] }).errors ?? []
  return new Failure(EXIT.missing, 'unavailable', `the store cannot be reached (${codeOf(first ?? error)})`)
}
