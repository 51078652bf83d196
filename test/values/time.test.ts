import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationSeconds, instantSeconds, MAX_TIME, readClock } from '../../src/values/time.ts'
import { untyped } from '../support/fixtures.ts'
import { expectMisuse } from '../support/misuse.ts'
import { runs } from '../support/runs.ts'
import { NOT_DURATIONS } from '../support/wrong-values.ts'

describe('durationSeconds', () => {
  it('is the number of seconds that the text says', () => {
    const units = { s: 1, m: 60, h: 3600, d: 86_400 }
    const property = fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom('s', 'm', 'h', 'd' as const),
      (count, unit) => {
        expect(durationSeconds(`${count}${unit}`, 'ttl')).toBe(count * units[unit])
        expect(durationSeconds(count, 'ttl')).toBe(count)
      },
    )
    fc.assert(property, runs(300))
  })

  it('refuses every other text', () => {
    const property = fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9smhd .+-]{0,6}$/)), (text) => {
      fc.pre(!/^[1-9][0-9]*[smhd]$/.test(text))
      expectMisuse(() => durationSeconds(text, 'ttl'), RangeError, 'ttl')
    })
    fc.assert(property, runs(500))
  })

  it.each(NOT_DURATIONS)('refuses %j (%#)', (value) => {
    expectMisuse(() => durationSeconds(value, 'ttl'), RangeError, 'ttl')
  })

  it('holds to its largest', () => {
    expect(durationSeconds('15m', 'startLeeway', 900)).toBe(900)
    expectMisuse(
      () => durationSeconds('16m', 'startLeeway', 900),
      RangeError,
      'startLeeway must be at most 900 seconds',
    )
  })
})

describe('instantSeconds', () => {
  it('rounds a Date down to whole seconds, so that no link lives longer than asked', () => {
    const property = fc.property(
      fc.date({ min: new Date(0), max: new Date(MAX_TIME * 1000), noInvalidDate: true }),
      (date) => {
        const seconds = instantSeconds(date, 5, 'ttl')
        expect(Number.isInteger(seconds)).toBe(true)
        expect(date.getTime() - seconds * 1000).toBeGreaterThanOrEqual(0)
        expect(date.getTime() - seconds * 1000).toBeLessThan(1000)
      },
    )
    fc.assert(property, runs(300))
  })

  it('counts a duration from where it is told to', () => {
    expect(instantSeconds('1m', 1000, 'ttl')).toBe(1060)
  })

  it('goes no further than the last instant that a token can say', () => {
    expect(instantSeconds(new Date(MAX_TIME * 1000), 0, 'ttl')).toBe(MAX_TIME)
    expectMisuse(() => instantSeconds(new Date((MAX_TIME + 1) * 1000), 0, 'ttl'), RangeError, 'ttl')
    expectMisuse(() => instantSeconds('1s', MAX_TIME, 'ttl'), RangeError, 'ttl')
  })

  it('refuses what is only like a Date', () => {
    expectMisuse(() => instantSeconds({ getTime: () => 1e12 }, 0, 'ttl'), TypeError, 'ttl')
    expect(() => instantSeconds(Object.create(Date.prototype), 0, 'ttl')).toThrow(TypeError)
    expectMisuse(() => instantSeconds(new Date(Number.NaN), 0, 'ttl'), RangeError, 'ttl')
    const foreign: unknown = vm.runInNewContext('new Date(NaN)')
    expect(() => instantSeconds(foreign, 0, 'ttl')).toThrow(/ttl/)
  })
})

describe('readClock', () => {
  it('gives any finite number from 0 on, fractions too, and throws for all else', () => {
    const property = fc.property(fc.oneof(fc.double(), fc.integer(), fc.anything()), (value) => {
      const isGood = typeof value === 'number' && Number.isFinite(value) && value >= 0
      if (isGood) expect(readClock(() => value)).toBe(value)
      else expectMisuse(() => readClock(() => untyped(value)), RangeError, 'clock')
    })
    fc.assert(property, runs(500))
  })
})
