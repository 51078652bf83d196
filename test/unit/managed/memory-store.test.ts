import { memoryStore } from 'daypass/managed'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NOW, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { expectArgumentChecks } from '../../support/stores/argument-checks.ts'
import { runContract } from '../../support/stores/run-contract.ts'
import { NOT_OBJECTS } from '../../support/wrong-values.ts'

const HOUR = 3_600_000

describe('memoryStore', () => {
  runContract(() => memoryStore())
  expectArgumentChecks(() => memoryStore())
})

describe('the clock of memoryStore', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is Date.now, looked up at every call', async () => {
    const store = memoryStore()
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
    expect(await store.raise('k', 1, NOW + 1)).toBe(NOW)
    expect(await store.read(['k'])).toEqual(['1'])
    vi.setSystemTime(NOW + 1)
    expect(await store.raise('k', 0, NOW + 1)).toBe(NOW + 1)
    expect(await store.read(['k'])).toEqual([undefined])
  })

  it('is the option, in whole milliseconds', async () => {
    let now = NOW + 0.9
    const store = memoryStore({ clock: () => now })
    expect(await store.raise('k', 1, NOW + 1)).toBe(NOW)
    expect(await store.read(['k'])).toEqual(['1'])
    now = NOW + 1
    expect(await store.read(['k'])).toEqual([undefined])
  })

  it('ends a lease on the millisecond, counted from the first use', async () => {
    let now = NOW
    const store = memoryStore({ clock: () => now })
    const use = () => store.use('k', 'c', 9, HOUR, NOW + 24 * HOUR)
    await use()
    now = NOW + HOUR - 1
    expect(await use()).toEqual({ admitted: true, used: 1 })
    now = NOW + HOUR
    expect(await use()).toEqual({ admitted: true, used: 2 })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('stops every operation if it returns %s', async (now) => {
    const store = memoryStore({ clock: () => now })
    const error = expect.objectContaining({
      name: 'RangeError',
      message: expect.stringContaining('memoryStore: clock'),
    })
    await expect(store.read(['k'])).rejects.toEqual(error)
    await expect(store.raise('k', 1, NOW)).rejects.toEqual(error)
    await expect(store.write('k', 'x', NOW)).rejects.toEqual(error)
    await expect(store.use('k', 'c', 1, 1, NOW)).rejects.toEqual(error)
  })
})

describe('the options of memoryStore', () => {
  it.each(NOT_OBJECTS)('are not %s', (_, value) => {
    expectMisuse(() => memoryStore(untyped(value)), TypeError, 'memoryStore must be a plain object')
  })

  it('are no others, and the clock is a function', () => {
    expectMisuse(() => memoryStore(untyped({ clok: Date.now })), TypeError, 'memoryStore: unknown name')
    expectMisuse(() => memoryStore(untyped({ clock: NOW })), TypeError, 'memoryStore: clock must be a function')
  })
})
