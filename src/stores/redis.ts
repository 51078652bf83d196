/**
 * A store for managed links in Redis, or a server that speaks its protocol.
 *
 * @module daypass/redis
 */

import type { LinkStore } from 'daypass/managed'
import { assertKeys, assertRaise, assertUse, assertWrite, claimKey } from '../managed/store-arguments.ts'
import { isString, normalizeValue } from '../values/check.ts'
import { normalizeOptions } from '../values/options.ts'
import { toNumber, toTexts, toUse } from './redis/replies.ts'
import { RAISE, USE, WRITE } from './redis/scripts.ts'
import { warnOfEviction } from './redis/warn-of-eviction.ts'

/** Sends one command with its arguments. Resolves to the reply as it is; rejects if the server reports an error or cannot be reached. */
export type RedisSend = (...args: [command: string, ...rest: string[]]) => Promise<unknown>

/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /** What every key begins with: at most 100 characters of visible ASCII without `{` and `}`. Default: `daypass:`. */
  readonly prefix?: string
}

/**
 * A store in Redis 6.0 or later, Valkey, or a cluster of them. Each operation is one command: `MGET`, `DEL`, or `EVAL` with the text of a
 * short script, so that no script has to be loaded again after a failover. Time is that of the server. Redis removes what has ended by
 * itself, since every key with an end expires.
 *
 * The server must not evict keys (`maxmemory-policy noeviction`): after the first reply the store asks for the policy, and emits one
 * process warning with the code `DAYPASS_REDIS_EVICTION` if it is another. Only a primary may be asked, since replicas are late.
 *
 * @param send sends one command: `(...args) => client.sendCommand(args)` with node-redis, `(command, ...args) => client.call(command,
 *   ...args)` with ioredis. Its errors reject the operation as they are.
 * @throws TypeError if `send` is not a function, or the options are not a plain object with a string `prefix`; RangeError if the prefix has
 * another form. Operations reject with a `TypeError` or `RangeError` if an argument is outside what `LinkStore` allows, and with an
 * `Error` if the server's reply is not one that Redis gives.
 *
 * @example
 * ```ts
 * import { redisStore } from 'daypass/redis'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379' }) // await client.connect() before the first use
 * const store = redisStore((...args) => client.sendCommand(args))
 * ```
 */
export function redisStore(send: RedisSend, options: RedisStoreOptions = {}): LinkStore {
  if (typeof send !== 'function') {
    throw new TypeError(
      'redisStore: give a function that sends a command, such as (...args) => client.sendCommand(args)',
    )
  }
  const prefix = readPrefix(options)
  let isFirst = true
  const ask: RedisSend = async (...args) => {
    const reply = await send(...args)
    if (isFirst) {
      isFirst = false
      void warnOfEviction(send)
    }
    return reply
  }
  const run = (script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> => {
    return ask('EVAL', script, String(keys.length), ...keys.map((key) => prefix + key), ...args.map(String))
  }

  return Object.freeze({
    read: async (keys: readonly string[]) => {
      assertKeys(keys)
      if (keys.length === 0) return []
      return toTexts(await ask('MGET', ...keys.map((key) => prefix + key)), keys.length)
    },

    raise: async (key: string, value: number, end: number) => {
      assertRaise(key, value, end)
      return toNumber(await run(RAISE, [key], [value, endText(end)]), 'EVAL')
    },

    write: async (key: string, text: string | undefined, end: number) => {
      assertWrite(key, text, end)
      const reply = text === undefined ? await ask('DEL', prefix + key) : await run(WRITE, [key], [text, endText(end)])
      toNumber(reply, text === undefined ? 'DEL' : 'EVAL')
    },

    use: async (key: string, claim: string | undefined, max: number, leaseMs: number, end: number) => {
      assertUse(key, claim, max, leaseMs, end)
      const keys = claim === undefined ? [key] : [key, claimKey(key, claim)]
      return toUse(await run(USE, keys, [max, leaseMs, endText(end)]))
    },
  })
}

function readPrefix(options: RedisStoreOptions): string {
  const { prefix = 'daypass:' } = normalizeOptions(options, ['prefix'], 'redisStore')
  // Braces would take the place of those in the keys, by which a cluster finds the slot.
  const wanted = 'at most 100 visible ASCII characters without { and }'
  return normalizeValue(prefix, isString, 'redisStore: prefix', wanted, (text) => /^[!-z|~]{0,100}$/.test(text))
}

/** An end as the scripts take it. */
function endText(end: number): string {
  return end === Number.POSITIVE_INFINITY ? '' : String(end)
}
