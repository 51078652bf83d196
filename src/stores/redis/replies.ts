import type { StoreUse } from 'daypass/managed'
import { wholeNumber } from '../whole-number.ts'

// Clients differ in what they make of a reply: text may come as a string or as bytes, an integer as a number, a bigint or text.

/** The error for a reply that no Redis gives. It does not show the reply, which may contain anything. */
function unexpected(command: string): Error {
  return new Error(
    `redisStore: unexpected reply to ${command}; does the function return the reply of the command as it is?`,
  )
}

/** A reply as text; undefined if it is not one. */
export function toText(reply: unknown): string | undefined {
  if (typeof reply === 'string') return reply
  return reply instanceof Uint8Array ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(reply) : undefined
}

/** @throws Error if the reply is not a whole number from 0 to 2^53 - 1 */
export function toNumber(reply: unknown, command: string): number {
  const value = wholeNumber(toText(reply) ?? reply)
  if (value === undefined) throw unexpected(command)
  return value
}

/** @throws Error if the reply is not a list of `count` texts or nulls */
export function toTexts(reply: unknown, count: number): readonly (string | undefined)[] {
  if (!Array.isArray(reply) || reply.length !== count) throw unexpected('MGET')
  return Array.from(reply, (one) => {
    const text = toText(one)
    if (text === undefined && one !== null && one !== undefined) throw unexpected('MGET')
    return text
  })
}

/** @throws Error if the reply is not what the script for a use returns */
export function toUse(reply: unknown): StoreUse {
  if (!Array.isArray(reply) || reply.length !== 2) throw unexpected('EVAL')
  const admitted = toNumber(reply[0], 'EVAL')
  if (admitted > 1) throw unexpected('EVAL')
  return { admitted: admitted === 1, used: toNumber(reply[1], 'EVAL') }
}
