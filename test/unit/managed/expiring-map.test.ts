import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExpiringMap } from '../../../src/managed/expiring-map.ts'
import { runs } from '../../support/runs.ts'

describe('an expiring map', () => {
  it('gives what a map gives of which nothing is ever removed early', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '__proto__')
    const step = fc.record({ key, life: fc.integer({ min: -5, max: 40 }), pause: fc.nat(3), remove: fc.boolean() })
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const map = createExpiringMap<number>()
      const model = new Map<string, { value: number; end: number }>()
      let now = 100
      for (const [value, { key, life, pause, remove }] of steps.entries()) {
        now += pause
        if (remove) map.delete(key)
        else map.set(key, value, now + life, now)
        if (remove) model.delete(key)
        else model.set(key, { value, end: now + life })
        for (const [one, entry] of model) expect(map.get(one, now)).toEqual(entry.end > now ? entry : undefined)
      }
    })
    fc.assert(property, runs(200))
  })

  it('has removed all that ended after a third as many more entries', () => {
    const map = createExpiringMap<string>()
    for (let i = 0; i < 9000; i++) map.set(`ended ${i}`, '', 10, 0)
    expect(map.size).toBe(9000)
    for (let i = 0; i < 3001; i++) map.set(`kept ${i}`, '', 20, 10)
    expect(map.size).toBe(3001)
  })

  it('stays small if entries end as fast as they come', () => {
    const map = createExpiringMap<string>()
    for (let i = 0; i < 100_000; i++) map.set(String(i), '', i + 100, i)
    expect(map.size).toBeLessThan(200)
  })
})
