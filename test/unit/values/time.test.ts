import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TIME } from '../../../src/values/encoding.ts'
import { askMilliseconds, durationText, normalizeDuration, normalizeInstant } from '../../../src/values/time.ts'
import { expectMisuse, thrownBy } from '../../support/misuse.ts'
import { runs } from '../../support/runs.ts'
import { NOT_DURATIONS } from '../../support/wrong-values.ts'

// Of the numbers, those that can only be seconds.
const canBeMilliseconds = (count: number): boolean => count > 86_400 || (count >= 10_000 && count % 1000 === 0)

describe('normalizeDuration', () => {
  it('is the number of seconds that the text says, whatever its size', () => {
    const units = { s: 1, m: 60, h: 3600, d: 86_400 }
    const property = fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom('s', 'm', 'h', 'd' as const),
      (count, unit) => {
        expect(normalizeDuration(`${count}${unit}`, 'ttl')).toBe(count * units[unit])
      },
    )
    fc.assert(property, runs(300))
  })

  it('is a number of seconds exactly if that cannot be milliseconds', () => {
    const count = fc.oneof(
      fc.integer({ min: 1, max: 90_000 }),
      fc.integer({ min: 1, max: 700 }).map((thousands) => thousands * 1000),
      fc.constantFrom(9999, 10_000, 10_001, 86_000, 86_399, 86_400, 86_401, 300_000, 604_800, 3_600_000),
    )
    const property = fc.property(count, (seconds) => {
      if (!canBeMilliseconds(seconds)) expect(normalizeDuration(seconds, 'ttl')).toBe(seconds)
      else expectMisuse(() => normalizeDuration(seconds, 'ttl'), RangeError, `ttl: ${seconds} is ambiguous`)
    })
    fc.assert(property, runs(500))
  })

  it('shows of an ambiguous number what to write for both readings, and takes both', () => {
    const property = fc.property(fc.integer({ min: 1, max: 10_000_000 }).filter(canBeMilliseconds), (count) => {
      const { message } = thrownBy(() => normalizeDuration(count, 'ttl'))
      const shown = [...message.matchAll(/'([^']*)'/g)].map(([, text]) => normalizeDuration(text, 'ttl'))
      expect(shown).toEqual([count, Math.round(count / 1000)])
    })
    fc.assert(property, runs(300))
  })

  it('is nothing, as a number or as text, only if the caller allows that', () => {
    for (const nothing of [0, '0s', '0m', '0d']) {
      expect(normalizeDuration(nothing, 'startLeeway', 900, 0)).toBe(0)
      expectMisuse(() => normalizeDuration(nothing, 'ttl'), RangeError, 'seconds from 1 to 86400')
    }
    for (const less of [-1, '-0s', '00s', '0'])
      expect(() => normalizeDuration(less, 'startLeeway', 900, 0)).toThrow(RangeError)
  })

  it('refuses every other text', () => {
    const property = fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9smhd .+-]{0,6}$/)), (text) => {
      fc.pre(!/^[1-9][0-9]*[smhd]$/.test(text))
      expectMisuse(() => normalizeDuration(text, 'ttl'), RangeError, 'ttl')
    })
    fc.assert(property, runs(500))
  })

  it.each(NOT_DURATIONS)('refuses %j (%#)', (value) => {
    expectMisuse(() => normalizeDuration(value, 'ttl'), RangeError, 'ttl')
  })

  it('holds to its largest', () => {
    expect(normalizeDuration('15m', 'startLeeway', 900)).toBe(900)
    expectMisuse(() => normalizeDuration('16m', 'startLeeway', 900), RangeError, 'startLeeway must be at most 15m')
  })
})

describe('askMilliseconds', () => {
  it('asks of text whose seconds are whole thousands, and of nothing else', () => {
    expect(askMilliseconds('300000s')).toBe("; is 300000 in milliseconds? Then write '300s'")
    for (const value of ['9000s', '300001s', '300000m', '7d', 300_000, new Date(300_000), undefined])
      expect(askMilliseconds(value)).toBe('')
  })
})

describe('durationText', () => {
  it('is read back as the same number of seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400_000_000 }), (seconds) => {
        expect(normalizeDuration(durationText(seconds), 'ttl')).toBe(seconds)
      }),
      runs(200),
    )
    expect([604_800, 7200, 900, 61].map(durationText)).toEqual(['7d', '2h', '15m', '61s'])
  })
})

describe('normalizeInstant', () => {
  it('rounds a Date down to whole seconds, so that no link lives longer than asked', () => {
    const property = fc.property(
      fc.date({ min: new Date(0), max: new Date(MAX_TIME * 1000), noInvalidDate: true }),
      (date) => {
        const seconds = normalizeInstant(date, 5, 'ttl')
        expect(Number.isInteger(seconds)).toBe(true)
        expect(date.getTime() - seconds * 1000).toBeGreaterThanOrEqual(0)
        expect(date.getTime() - seconds * 1000).toBeLessThan(1000)
      },
    )
    fc.assert(property, runs(300))
  })

  it('counts a duration from where it is told to', () => {
    expect(normalizeInstant('1m', 1000, 'ttl')).toBe(1060)
  })

  it('goes no further than the last instant that a token can say', () => {
    expect(normalizeInstant(new Date(MAX_TIME * 1000), 0, 'ttl')).toBe(MAX_TIME)
    expectMisuse(() => normalizeInstant(new Date((MAX_TIME + 1) * 1000), 0, 'ttl'), RangeError, 'ttl')
    expectMisuse(() => normalizeInstant('1s', MAX_TIME, 'ttl'), RangeError, 'ttl')
  })

  it('refuses what is only like a Date', () => {
    expectMisuse(() => normalizeInstant({ getTime: () => 1e12 }, 0, 'ttl'), TypeError, 'ttl')
    expect(() => normalizeInstant(Object.create(Date.prototype), 0, 'ttl')).toThrow(TypeError)
    expectMisuse(() => normalizeInstant(new Date(Number.NaN), 0, 'ttl'), RangeError, 'ttl')
    const foreign: unknown = vm.runInNewContext('new Date(NaN)')
    expect(() => normalizeInstant(foreign, 0, 'ttl')).toThrow(/ttl/)
  })
})
