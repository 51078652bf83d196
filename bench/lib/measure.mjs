// The measuring loop is mitata's (batches, sorted samples). This layer adds rounds.
import { measure } from 'mitata'
import { inRounds } from './rounds.mjs'

/**
 * How much is measured: `rounds` per contender, each of at least `samples` batches of `batchMs`, after `warmUpMs` in which the
 * engine gets to know it: code that is half optimised favours whoever was called most.
 *
 * The heap is not collected by force. V8 drops optimised code when a full collection finds no living object of the kind
 * that the code was made for; `createHmac` then takes half as long again for its next ten thousand calls, and whatever is
 * compared with it looks faster than it is. A measurement is long enough for its median to lie beyond that.
 */
export const FULL = Object.freeze({ rounds: 21, samples: 30, batchMs: 1, warmUpMs: 200, screeningMs: 4 })
export const QUICK = Object.freeze({ rounds: 4, samples: 16, batchMs: 0.4, warmUpMs: 30, screeningMs: 1 })

/** The opposite, on purpose: short measurements, each right after a forced collection. */
export const AFTER_COLLECTION = Object.freeze({ rounds: 15, samples: 6, batchMs: 0.5, warmUpMs: 100, collect: true })

/**
 * Measures all contenders (functions by name) in interleaved rounds.
 * @returns nanoseconds per call by name: one median per round, so that figures of one round can be compared in pairs
 */
export async function interleave(contenders, effort) {
  const names = Object.keys(contenders)
  const batches = {}
  for (const name of names) batches[name] = batchOf(await warmUp(contenders[name], effort.warmUpMs), effort.batchMs)
  return inRounds(names, effort.rounds, (name) => measureOnce(contenders[name], batches[name], effort))
}

async function measureOnce(contender, batch, { samples, batchMs, collect = false }) {
  const { p50 } = await measure(contender, {
    batch_samples: batch,
    min_samples: samples,
    min_cpu_time: samples * batchMs * 1e6,
    gc: collect && globalThis.gc,
    // Always in batches: a clock read around every call would weigh as much as the calls.
    warmup_threshold: Number.POSITIVE_INFINITY,
    batch_threshold: Number.POSITIVE_INFINITY,
  })
  return p50
}

/** Calls for about `milliseconds`, and returns the nanoseconds per call of the last half of them: a first, rough estimate. */
export async function warmUp(contender, milliseconds) {
  let elapsed = 0
  for (let calls = 1; ; calls *= 2) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) {
      const result = contender()
      if (result instanceof Promise) await result
    }
    const took = performance.now() - start
    elapsed += took
    if (elapsed >= milliseconds) return (took * 1e6) / calls
  }
}

/** Calls in a batch: a multiple of 4, because mitata unrolls by 4. */
function batchOf(nanoseconds, batchMs) {
  return Math.max(4, Math.round((batchMs * 1e6) / nanoseconds / 4) * 4)
}
