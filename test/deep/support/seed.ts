import fc from 'fast-check'

/** The seed of the whole run, so that `DAYPASS_SEED` brings back every case of it. */
const seed = Number(process.env.DAYPASS_SEED)
if (!Number.isInteger(seed)) throw new RangeError('DAYPASS_SEED must be a whole number')
fc.configureGlobal({ seed })
