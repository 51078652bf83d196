import type { LinkErrorCode } from '../values/codes.ts'
import type { Options } from '../values/options.ts'
import { ownMembers } from '../values/own.ts'
import type { LinkRequest } from '../values/request.ts'
import type { Condition } from './condition.ts'
import { CONDITIONS } from './list.ts'

/** What a block, or a whole link, requires: the value of each condition, in the order of the list, undefined if it requires nothing. */
export type Conditions = readonly unknown[]

const BY_LETTER = new Map(CONDITIONS.flatMap(({ letters }, i) => [...letters].map((letter) => [letter, i] as const)))

/** Names of the options that a signer, or a holder, can set. */
export function optionNames(who: 'signer' | 'holder'): readonly string[] {
  return CONDITIONS.filter(({ signerOnly }) => who === 'signer' || !signerOnly).map(({ name }) => name)
}

const NONE: Conditions = Object.freeze(Array.from(CONDITIONS, () => undefined))

/** Conditions that require nothing. Without holes, which would be read from `Array.prototype`, and filled without its setters. */
function none(): unknown[] {
  return [...NONE]
}

/** The conditions that options ask for; undefined if they ask for none. */
export function normalizeConditions(options: Options<string>): Conditions | undefined {
  const values = none()
  CONDITIONS.forEach(({ name, normalize }, i) => {
    const option = options[name]
    if (option !== undefined) values[i] = normalize(option)
  })
  return values.some((value) => value !== undefined) ? values : undefined
}

/** Refuses a condition that none of the permissions uses. */
export function assertUsed(values: Conditions, perms: readonly string[]): void {
  CONDITIONS.forEach(({ name, usedBy }, i) => {
    if (values[i] === undefined || usedBy === undefined || perms.some(usedBy.perm)) return
    throw new RangeError(`${name} requires ${usedBy.text}`)
  })
}

/** The fields of all conditions, each with the dot before it, not in order. */
export function encodeConditions(values: Conditions): string {
  let fields = ''
  CONDITIONS.forEach(({ encode }, i) => {
    if (values[i] !== undefined) fields += encode(values[i])
  })
  return fields
}

/** Adds those of one field to `values`, or to none; undefined if no condition has the letter, or its field is not canonical. */
export function parseCondition(values: Conditions | undefined, letter: string, field: string): Conditions | undefined {
  const i = BY_LETTER.get(letter)
  if (i === undefined) return undefined
  const value: unknown = CONDITIONS[i]?.parse(letter, field, values?.[i])
  if (value === undefined) return undefined
  const all = (values as unknown[] | undefined) ?? none()
  all[i] = value
  return all
}

/** Whether a holder can set all of these. */
export function canBeHolders(values: Conditions): boolean {
  return CONDITIONS.every(({ signerOnly }, i) => !signerOnly || values[i] === undefined)
}

/** What all blocks of a link require together. Each condition is combined once, however many blocks there are. */
export function intersectConditions(blocks: readonly (Conditions | undefined)[]): Conditions {
  const all = none()
  for (let i = 0; i < CONDITIONS.length; i++) {
    if (blocks.every((block) => block?.[i] === undefined)) continue
    all[i] = CONDITIONS[i]?.intersect(blocks.map((block) => block?.[i]))
  }
  return all
}

/** Whether the conditions of a link leave it a permission. */
export function leavePerm(all: Conditions, perm: string): boolean {
  for (let i = 0; i < CONDITIONS.length; i++) {
    if (all[i] !== undefined && CONDITIONS[i]?.leaves?.(all[i], perm) === false) return false
  }
  return true
}

/** Why a request does not meet the conditions of a link: the first in the order of the list. Undefined if it meets all. */
export function refuseRequest(all: Conditions, request: LinkRequest): LinkErrorCode | undefined {
  for (let i = 0; i < CONDITIONS.length; i++) {
    const code = all[i] === undefined ? undefined : CONDITIONS[i]?.refuse?.(all[i], request)
    if (code !== undefined) return code
  }
  return undefined
}

/** Sets the members of a grant that show conditions. */
export function showConditions(all: Conditions, grant: object): void {
  for (let i = 0; i < CONDITIONS.length; i++) {
    const { name, show } = CONDITIONS[i] as Condition<unknown, unknown>
    if (show === undefined || all[i] === undefined) continue
    // Not by assignment, which a setter or a read-only member of a polluted `Object.prototype` would prevent.
    Object.defineProperty(
      grant,
      name,
      ownMembers({ value: show(all[i]), writable: true, enumerable: true, configurable: true }),
    )
  }
}
