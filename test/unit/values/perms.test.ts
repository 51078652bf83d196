import { createLinks, STANDARD_PERMS } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY, linksAt, NOW, NOW_SECONDS, untyped } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'
import { withMac } from '../../support/spec-verifier.ts'

const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/)

describe('permissions that are signed', () => {
  it('come back each once, sorted by their bytes, and leave the list alone', () => {
    const property = fc.property(fc.array(names, { minLength: 1, maxLength: 12 }), (list) => {
      const links = createLinks({ keys: [KEY], perms: list, clock: () => NOW })
      const before = [...list]
      const { perms } = links.verify(links.sign('a', list, 60))
      expect(perms).toEqual([...new Set(list)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
      expect(list).toEqual(before)
      expect(links.sign('a', [...list].reverse(), 60)).toBe(links.sign('a', list, 60))
    })
    fc.assert(property, runs(200))
  })

  it('are whole names, and not part of one, nor a member of a list or a set', () => {
    const links = createLinks({ keys: [KEY], perms: ['read-only'], clock: () => NOW })
    const token = links.sign('a', 'read-only', 60)
    const undeclared = ['rea', 'read-', 'only', 'read-only-', 'has', 'size', 'length', 'includes', 'constructor']
    for (const perm of undeclared) {
      expect(() => links.sign('a', untyped(perm), 60)).toThrow(RangeError)
      expect(() => links.tryVerify(token, { perm: untyped(perm) })).toThrow(RangeError)
    }
    expect(STANDARD_PERMS.map((perm) => links.tryVerify(token, { perm }).code)).toEqual(
      Array(5).fill('permission-denied'),
    )
  })
})

describe('permissions in a token', () => {
  const codeOf = (value: string) => {
    const body = `1.k.e${NOW_SECONDS + 60}.fa.p${value}`
    return linksAt().tryVerify(withMac(body)).code
  }

  it('are read exactly if they are strictly ascending and well-formed', () => {
    const values = fc.oneof(
      fc.array(names, { maxLength: 4 }).map((list) => list.join('_')),
      fc.stringMatching(/^[a-cA0_-]{0,6}$/),
    )
    const property = fc.property(values, (value) => {
      const list = value.split('_')
      const sorted = [...new Set(list)].sort()
      const isGood = list.every((name) => /^[a-z][a-z0-9-]{0,31}$/.test(name)) && sorted.join('_') === value
      expect(codeOf(value)).toBe(isGood ? undefined : 'malformed')
    })
    fc.assert(property, runs(1000))
  })
})
