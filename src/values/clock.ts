/** Allowance for servers whose clocks differ when the lifetime is checked again, in seconds. */
export const CLOCK_ALLOWANCE = 900

/**
 * Milliseconds since the epoch. A clock that gives anything else would switch expiry off, so it stops everything.
 *
 * @param name of the option, for the message
 * @throws RangeError if the clock returns anything but a finite number that is at least 0
 */
export function readClock(clock: () => number, name = 'clock'): number {
  const now = clock()
  if (!Number.isFinite(now) || now < 0) throw new RangeError(`${name} must return a finite number of milliseconds >= 0`)
  return now
}
