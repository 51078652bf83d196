import { createKeyring, createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readClock } from '../../../src/values/clock.ts'
import { KEY, NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'
import { runs } from '../../support/runs.ts'

// Fake timers are installed after the links were made, as a test of an application does.
const links = createLinks({ keys: [KEY] })
const ofKeyring = createLinks({ keys: createKeyring([{ ...KEY, signUntil: new Date(NOW + 60_000) }]) })

describe('the default clock', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  const setTime: [string, (now: number) => void][] = [
    ['fake timers', (now) => void vi.useFakeTimers({ toFake: ['Date'], now })],
    ['a mock of Date.now', (now) => void vi.spyOn(Date, 'now').mockReturnValue(now)],
  ]

  it.each(setTime)('is that of %s, wherever time counts', (_, setTo) => {
    setTo(NOW)
    const token = links.sign('a', 'read', '1h')
    const narrowed = narrow(token, { ttl: '1m' })
    expect(token).toContain(`.e${NOW_SECONDS + 3600}.`)
    expect(narrowed).toContain(`~e${NOW_SECONDS + 60}.`)
    expect([links.tryVerify(token).ok, links.tryVerify(narrowed).ok]).toEqual([true, true])
    setTo(NOW + 60_000)
    expect([links.tryVerify(token).ok, links.tryVerify(narrowed).code]).toEqual([true, 'expired'])
    setTo(NOW + 3_600_000)
    expect(links.tryVerify(token).code).toBe('expired')
  })

  it.each(setTime)('is that of %s for the keys of a keyring', (_, setTo) => {
    setTo(NOW)
    expect(ofKeyring.sign('a', 'read', '1m')).toContain('1.k.')
    setTo(NOW + 60_000)
    expect(() => ofKeyring.sign('a', 'read', '1m')).toThrow('no key can sign at this time')
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

  it('names the option that it was given as', () => {
    expect(() => readClock(() => -1, 'guard: clock')).toThrow(/^guard: clock must return a finite number/)
  })
})
