import { toText } from './replies.ts'

/**
 * Warns if the server may evict keys when its memory is full: a link whose mark is evicted works again. Several hosted services evict by
 * default. Does nothing if the policy cannot be read: many hosted services refuse INFO.
 */
export async function warnOfEviction(send: (...args: [string, ...string[]]) => Promise<unknown>): Promise<void> {
  try {
    const policy = /^maxmemory_policy:([a-z-]+)\r?$/m.exec(toText(await send('INFO', 'memory')) ?? '')?.[1]
    if (policy === undefined || policy === 'noeviction') return
    process.emitWarning(
      `redisStore: maxmemory-policy of this Redis is ${policy}: it may evict what revoked links and counts need, and links would work again. Set it to noeviction.`,
      { code: 'DAYPASS_REDIS_EVICTION' },
    )
  } catch {
    // INFO is refused, or the server is down: then the next operation fails too.
  }
}
