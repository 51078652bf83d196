import { defineHidden, isBranded } from '../values/hidden.ts'

// Registered, so that every copy of this module in a process recognises the errors of all the others.
const BRAND = Symbol.for('daypass.StoreError')

/**
 * The store of managed links failed, did not answer in time, or answered nonsense. Nothing was accepted. What was to be stored may or may
 * not have been: `revoke` and `setPolicy` can be repeated, and so can `verify` with the same claim.
 *
 * `instanceof StoreError` recognises the errors of every copy of this package in a process.
 *
 * @example
 * ```ts
 * const error = new StoreError('the store does not answer')
 * console.log(error.code, error instanceof StoreError) // unavailable true
 * ```
 */
export class StoreError extends Error {
  /** Stable reason, meant for programs. */
  readonly code = 'unavailable'

  /** Made by managed links; applications only read it. `cause` is the error of the store. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    defineHidden(this, BRAND, true)
  }

  /** Whether `value` is a `StoreError` of any copy of this package. A subclass recognises its own instances. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class on the right of instanceof, which may be a subclass
    return isBranded(this, StoreError, BRAND, value)
  }
}
