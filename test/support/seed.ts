/** What everything in a run draws from that draws at random. `DAYPASS_SEED` sets it; vitest.config.js draws a fresh one otherwise. */
export const SEED: number = readSeed(process.env.DAYPASS_SEED)

function readSeed(text = ''): number {
  // fast-check takes 32-bit seeds.
  if (!/^\d{1,10}$/.test(text) || Number(text) >= 2 ** 31) {
    throw new RangeError('DAYPASS_SEED must be a whole number from 0 to 2147483647')
  }
  return Number(text)
}
