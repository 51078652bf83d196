import type * as Crypto from 'node:crypto'

/** Calls of `node:crypto` since the last `macsOf`: how many, the bytes that were hashed, the lengths that were compared. */
export const calls = { hash: 0, hmac: 0, bytes: 0, compared: [] as (readonly [number, number])[] }

/**
 * `node:crypto` that counts what it does. In a test file:
 * `vi.mock('node:crypto', async (original) => (await import('…/counted-crypto.ts')).countCalls(await original()))`.
 */
export function countCalls(real: typeof Crypto): typeof Crypto & { default: typeof Crypto } {
  const counted = {
    ...real,
    hash: (...args: Parameters<typeof real.hash>) => {
      calls.hash++
      calls.bytes += (args[1] as Uint8Array).length
      return real.hash(...args)
    },
    createHmac: (...args: Parameters<typeof real.createHmac>) => {
      calls.hmac++
      return real.createHmac(...args)
    },
    timingSafeEqual: (a: Uint8Array, b: Uint8Array) => {
      calls.compared.push([a.byteLength, b.byteLength])
      return real.timingSafeEqual(a, b)
    },
  } as typeof Crypto
  return { ...counted, default: counted }
}

/** MACs made while `act` ran: one Hmac object, or two one-shot hashes (RFC 2104). */
export function macsOf(act: () => unknown): number {
  Object.assign(calls, { hash: 0, hmac: 0, bytes: 0, compared: [] })
  act()
  return calls.hmac + calls.hash / 2
}
