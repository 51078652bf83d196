import { setTimeout as sleep } from 'node:timers/promises'

/** How long an operation waits for other processes, in milliseconds. */
const PATIENCE = 5000

/**
 * Calls `act` until it does not fail because the database is locked, for five seconds at most, then rejects with the error of the last
 * call. Between the calls other work of the process goes on. `act` must have had no effect if it throws.
 */
export async function retryWhileLocked<T>(act: () => T): Promise<T> {
  // A clock that nothing sets, unlike Date.now.
  const giveUp = performance.now() + PATIENCE
  for (;;) {
    try {
      return act()
    } catch (error) {
      if (!isLocked(error) || performance.now() > giveUp) throw error
    }
    // At random, so that processes that wait for each other do not meet again.
    await sleep(1 + Math.random() * 10)
  }
}

/** Each driver gives the error another code; all give it the message of SQLite for SQLITE_BUSY or SQLITE_LOCKED. */
function isLocked(error: unknown): boolean {
  return error instanceof Error && /\bdatabase(?: \w+)* is locked\b/.test(error.message)
}
