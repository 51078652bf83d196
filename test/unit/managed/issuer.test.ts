import { describe, expect, it } from 'vitest'
import { createIssuer } from '../../../src/managed/issuer.ts'
import { NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'

function scene(floor = 0) {
  const clock = { now: NOW + 999 }
  const issuer = createIssuer(() => clock.now, untyped({ floor: () => floor }))
  return { clock, issuer, issue: (...keys: string[]) => issuer.issue(() => keys) }
}

describe('the second at which a link is issued', () => {
  it('is that of the clock', () => {
    const { issue, issuer } = scene()
    expect([issue('a'), issuer.latest(['a'])]).toEqual([NOW_SECONDS, 0])
  })

  it('is later than the birth of the store', () => {
    expect(scene(NOW_SECONDS + 7).issue('a')).toBe(NOW_SECONDS + 8)
    expect(scene(NOW_SECONDS).issue('a')).toBe(NOW_SECONDS + 1)
    expect(scene(NOW_SECONDS - 1).issue('a')).toBe(NOW_SECONDS)
  })

  it('is later than the latest mark of its subjects that was raised here, and not later than those of others', () => {
    const { issue, issuer } = scene()
    issuer.note('a', NOW_SECONDS + 3)
    issuer.note('b', NOW_SECONDS + 5)
    expect([issue('c', 'a'), issue('a', 'b', 'c'), issue('c')]).toEqual([NOW_SECONDS + 4, NOW_SECONDS + 6, NOW_SECONDS])
    expect([issuer.latest(['b', 'a']), issuer.latest(['c']), issuer.latest(['d'])]).toEqual([
      NOW_SECONDS + 6,
      NOW_SECONDS + 6,
      0,
    ])
  })

  it('is later than the higher of two marks, whichever was acknowledged first', () => {
    const { issue, issuer } = scene()
    issuer.note('a', NOW_SECONDS + 4)
    issuer.note('a', NOW_SECONDS + 3)
    expect(issue('a')).toBe(NOW_SECONDS + 5)
  })

  it('does not look at the subjects if nothing was revoked here', () => {
    const { issuer } = scene()
    expect(issuer.issue(() => expect.unreachable('looked at'))).toBe(NOW_SECONDS)
  })

  it('is that of the clock again once the clock is beyond the mark', () => {
    const { clock, issue, issuer } = scene()
    issuer.note('a', NOW_SECONDS + 3)
    expect(issue('a')).toBe(NOW_SECONDS + 4)
    clock.now = NOW + 3999
    expect([issue('a'), issuer.latest(['a'])]).toEqual([NOW_SECONDS + 4, NOW_SECONDS + 4])
    clock.now = NOW + 4000
    expect(issue('a')).toBe(NOW_SECONDS + 4)
    clock.now = NOW + 5000
    expect([issue('a'), issuer.latest(['a'])]).toEqual([NOW_SECONDS + 5, 0])
  })

  it('asks for no subjects once the clock is beyond every mark', () => {
    const { clock, issuer } = scene()
    issuer.note('a', NOW_SECONDS + 3)
    clock.now = NOW + 5000
    expect(issuer.issue(() => expect.unreachable())).toBe(NOW_SECONDS + 5)
  })
})
