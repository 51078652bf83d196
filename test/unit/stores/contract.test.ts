import { memoryStore } from 'daypass/managed'
import { storeContract } from 'daypass/store-contract'
import { describe, expect, it } from 'vitest'
import { untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { type Flaws, flawedStore } from '../../support/stores/flawed-store.ts'

const NAMES = storeContract(() => memoryStore()).map(({ name }) => name)

/** The checks that a store fails, and of each the message. */
async function failuresOf(flaws: Flaws, names: readonly string[] = NAMES): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>()
  for (const { name, run } of storeContract(() => flawedStore(flaws))) {
    if (names.includes(name)) await run().catch((error: Error) => failures.set(name, error.message))
  }
  return failures
}

/** A key for each call, so that no claim is ever found again. */
function neverTheSame(): () => string {
  let calls = 0
  return () => `claim ${calls++}`
}

// A check whose name begins with one of these must fail.
const CAUGHT: readonly (readonly [flaw: string, flaws: Flaws, check: string])[] = [
  ['reads the count and writes it later', { readsThenWrites: true }, 'use: of many calls at once exactly max'],
  ['looks for the claim too early', { looksForClaimFirst: true }, 'use: many calls at once under one claim'],
  ['lets one use too many through', { overshoots: true }, 'use: without a claim every call counts'],
  ['extends a lease with each call', { extendsLeases: true }, 'use: a lease lasts from the first use'],
  ['never ends a lease', { neverEndsLeases: true }, 'use: after its lease a claim is a new use'],
  ['lets a lease outlive the end', { ignoresEndOfLease: true }, 'use: a lease ends no later than the end'],
  ['gives a lease to a refused claim', { leasesToRefused: true }, 'use: a claim that was refused takes no lease'],
  ['writes a count with a max of 0', { countsAtMaxOfZero: true }, 'use: with a max of 0'],
  ['admits after the end', { admitsAfterEnd: true }, 'use: nothing is admitted once the end has passed'],
  ['keeps the last mark', { keepsLastMark: true }, 'raise: keeps the larger number'],
  ['keeps the last end of a mark', { keepsLastEnd: true }, 'raise: keeps the later end'],
  ['keeps the last end of a count', { keepsLastEnd: true }, 'use: a count lives until the later of its ends'],
  ['keeps the first end', { forgetsAtEndOfFirst: true }, 'raise: keeps the later end'],
  ['keeps the end of the first text', { keepsEndOfText: true }, 'write: replaces the end too'],
  ['reads texts that have ended', { readsEndedEntries: true }, 'write: a text is there until its end'],
  ['reads marks that have ended', { readsEndedEntries: true }, 'raise: a mark is there until its end'],
  ['goes on counting after the end', { readsEndedEntries: true }, 'use: a count lives until the later of its ends'],
  [
    'keeps claims in an object beside its own fields',
    { keyOfClaim: (key, claim) => (claim === 'n' ? key : `${key} ${claim}`) },
    'use: no claim is taken for another',
  ],
  [
    'compares claims without case',
    { keyOfClaim: (key, claim) => `${key} ${claim.toLowerCase()}` },
    'use: no claim is taken for another',
  ],
  [
    'replaces lone surrogates',
    { keyOfClaim: (key, claim) => `${key} ${claim.toWellFormed()}` },
    'use: no claim is taken for another',
  ],
  ['trims claims', { keyOfClaim: (key, claim) => `${key} ${claim.trim()}` }, 'use: no claim is taken for another'],
  [
    'joins key and claim without a separator',
    { keyOfClaim: (key, claim) => `${key}${claim}` },
    'use: a key and a claim together',
  ],
  ['keeps claims of all counts together', { keyOfClaim: (_, claim) => claim }, 'use: counts of different keys'],
  ['compares keys without case', { keyOfEntry: (key) => key.toLowerCase() }, 'keys: compared exactly'],
  ['cuts keys short', { keyOfEntry: (key) => key.slice(0, 200) }, 'keys: compared exactly'],
  ['trims texts', { keepsText: (text) => text.trim() }, 'write: the text comes back as it was written'],
  ['keeps Latin-1 alone', { keepsText: (text) => Buffer.from(text, 'latin1').toString('latin1') }, 'write: the text'],
  ['normalises Unicode', { keepsText: (text) => text.normalize() }, 'write: the text comes back as it was written'],
  ['keeps 32 bits', { keepsNumber: (value) => value | 0 }, 'raise: every whole number'],
  ['keeps 14 digits', { keepsNumber: (value) => Number(value.toPrecision(14)) }, 'raise: every whole number'],
  ['returns seconds', { clock: () => Math.floor(Date.now() / 1000) }, 'raise: returns a clock in milliseconds'],
  ['returns another clock', { clock: () => Math.round(performance.timeOrigin + performance.now()) }, 'clock: ends and'],
  ['returns null for what is absent', { absent: null }, 'read: one entry for each key'],
  ['answers in an order of its own', { sortsKeys: true }, 'read: one entry for each key'],
  ['reads the first 100 keys alone', { keysAtOnce: 100 }, 'read: hundreds of keys at once'],
  ['never deletes', { neverDeletes: true }, 'write: replaces a text, and undefined deletes it'],
  ['keeps the last end of a mark, though it has passed', { keepsLastEnd: true }, 'raise: an end in the past'],
  ['keeps the last mark of many', { keepsLastMark: true }, 'raise: of many calls at once'],
  ['keeps the first max', { keepsFirstMax: true }, 'use: a larger max admits more'],
  ['keeps the last end of a count without one', { keepsLastEnd: true }, 'use: a count without an end is kept'],
  ['ignores claims', { keyOfClaim: neverTheSame() }, 'use: the same claim within its lease'],
  ['stores a claim for calls without one', { claimOfNone: 'undefined' }, 'use: without a claim no claim is stored'],
  ['takes the longer lease of a later call', { extendsLeases: true }, 'use: a later call with a longer lease'],
  ['counts many claims at once, and writes later', { readsThenWrites: true }, 'use: of many claims at once'],
  ['takes what is newer than its clock for damaged', { distrustsTheFuture: true }, 'clock: marks and counts survive a'],
]

describe('the contract', () => {
  it('has checks with different names', () => {
    expect(NAMES.length).toBeGreaterThan(25)
    expect(new Set(NAMES).size).toBe(NAMES.length)
  })

  it('passes a store without a flaw', async () => {
    expect(await failuresOf({})).toEqual(new Map())
  })

  it.each(CAUGHT)('fails a store that %s', async (_, flaws, check) => {
    const name = NAMES.find((one) => one.startsWith(check))
    expect(name).toBeDefined()
    const failures = await failuresOf(flaws, [name as string])
    expect([...failures.keys()]).toEqual([name])
    expect(failures.get(name as string)).toMatch(/expected .*, got |must return|not a time in milliseconds/)
  })

  it('has no check that is not known to fail a store', () => {
    expect(NAMES.filter((name) => !CAUGHT.some(([, , check]) => name.startsWith(check)))).toEqual([])
  })

  it('makes one store for each check, and none before a check is run', async () => {
    let made = 0
    const [first, second] = storeContract(async () => {
      made++
      return memoryStore()
    })
    expect(made).toBe(0)
    await first?.run()
    await second?.run()
    expect(made).toBe(2)
  })

  it('takes a function that makes stores, and not a store', () => {
    const message = 'storeContract: makeStore must be a function'
    expectMisuse(() => storeContract(untyped(memoryStore())), TypeError, message)
  })

  it("passes a store's own errors through", async () => {
    const down = new Error('connection refused')
    const [first] = storeContract(() => Promise.reject(down))
    await expect(first?.run()).rejects.toBe(down)
  })
})
