import type { LinkErrorCode } from '../values/codes.ts'
import { ownMembers } from '../values/own.ts'
import type { LinkRequest } from '../values/request.ts'

/**
 * A condition: something that a block of a link can require beyond its file, permissions and times. `Value` is what one block requires,
 * `Joint` what all blocks of a link require together.
 */
export interface Condition<Value, Joint = Value> {
  /** Name of its option in `sign` and `narrow`, and of its member in a grant that shows it. */
  readonly name: string
  /** The letters of its fields (SPEC.md, section 5). */
  readonly letters: string
  /** Whether only the signer can set it: `canBeHolders` refuses it in a holder's block, and `optionNames` keeps it from `narrow`. */
  readonly signerOnly: boolean
  /**
   * What a programmer passed as its option, checked and copied; undefined if that requires nothing.
   * @throws TypeError if it has a wrong type; RangeError if it has a wrong value
   */
  readonly normalize: (option: unknown) => Value | undefined
  /** The option that a value was made from. Left out: the value itself. */
  readonly toOption?: (value: Value) => unknown
  /** Its fields, each with the dot before it, in any order. */
  readonly encode: (value: Value) => string
  /** What a field requires, added to `before` in place; undefined if it is not in canonical encoding. */
  readonly parse: (letter: string, field: string, before: Value | undefined) => Value | undefined
  /** What all blocks require together: the signer's value first, undefined for a block without. Never less than each of them. */
  readonly intersect: (values: readonly (Value | undefined)[]) => Joint | undefined
  /** Permissions that use it, for `sign` to refuse a condition without effect. Left out: all do. */
  readonly usedBy?: { readonly perm: (perm: string) => boolean; readonly text: string }
  /** Whether a permission is left of a link that requires this. Left out: each is. */
  readonly leaves?: (all: Joint, perm: string) => boolean
  /** Why a request does not meet it; undefined if it does. Left out: every request does. */
  readonly refuse?: (all: Joint, request: LinkRequest) => LinkErrorCode | undefined
  /** What a grant shows. Left out: nothing. Its member is in the public type, and in `to-grant.ts` for links that do not have it. */
  readonly show?: (all: Joint) => unknown
}

/** A condition without a prototype, so that what it leaves out is not read from a polluted one. */
export function defineCondition<Value, Joint = Value>(condition: Condition<Value, Joint>): Condition<Value, Joint> {
  return Object.freeze(ownMembers(condition))
}

/** The value of a condition that only the signer can set. */
export function ofSigner<Value>(values: readonly (Value | undefined)[]): Value | undefined {
  return values[0]
}
