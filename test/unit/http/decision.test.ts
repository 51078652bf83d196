import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type Decision, decisionOf } from '../../../src/http/decision.ts'
import { ask } from '../../support/asking.ts'
import { linksAt } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'

const links = linksAt()
const { keyId, ...grant } = links.verify(links.sign('f', 'read', 60))

describe('the older key of a decision', () => {
  const decideWith = (signingKeyId: () => string | undefined) => {
    return decisionOf({ ...links, signingKeyId }, 'GET', { grant: { ...grant, keyId } })
  }

  it('is true if it is not the key that signs now', () => {
    expect([decideWith(() => keyId).olderKey, decideWith(() => 'another').olderKey]).toEqual([false, true])
  })

  it('is absent if no key can sign', () => {
    expect(decideWith(() => undefined)).not.toHaveProperty('olderKey')
  })

  it('hides no error', () => {
    const error = new RangeError('clock')
    const broken = (): never => {
      throw error
    }
    expect(() => decideWith(broken)).toThrow(error)
  })

  it('is not looked up if the signature was not valid', () => {
    const signingKeyId = vi.fn()
    expect(decisionOf({ ...links, signingKeyId }, 'GET', { code: 'bad-signature' })).not.toHaveProperty('olderKey')
    expect(signingKeyId).not.toHaveBeenCalled()
  })
})

describe('text in a decision', () => {
  const textsOf = (text: string): (string | undefined)[] => {
    const { fileId, ref, method } = decisionOf(links, text, { fileId: text, grant: { ...grant, keyId, ref: text } })
    expect([ref, method]).toEqual([fileId, fileId])
    return [fileId]
  }

  it.each([
    ['a\nb', 'a\\u000ab'],
    ['\r\n', '\\u000d\\u000a'],
    ['\0\t\x1b[31m\x7f\x85\x9f', '\\u0000\\u0009\\u001b[31m\\u007f\\u0085\\u009f'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u061c\u200e\u200f\u202a\u202e\u2066\u2069', '\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069'],
    ['\ud800a\udc00', '\\ud800a\\udc00'],
    ['reports/q 3 é 日本語 🗝 \u200d.pdf \\n \\u000a', 'reports/q 3 é 日本語 🗝 \u200d.pdf \\n \\u000a'],
  ])('has escapes for what could forge a line of a log: %j', (text, expected) => {
    expect(textsOf(text)).toEqual([expected])
  })

  it('is on one line, in the order in which it was written, and otherwise unchanged', () => {
    const ranges = [
      [0, 0x1f],
      [0x7f, 0x9f],
      [0x61c, 0x61c],
      [0x200e, 0x200f],
      [0x2028, 0x202e],
      [0x2066, 0x2069],
    ] as const
    const isUnsafe = (unit: string): boolean =>
      ranges.some(([from, to]) => unit.charCodeAt(0) >= from && unit.charCodeAt(0) <= to)
    const unit = fc.oneof(
      fc.constantFrom(...'\n\r\t\u2028\u202e\u2066\u200f\x9b'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    )
    const text = fc.array(unit).map((units) => units.join(''))
    fc.assert(
      fc.property(text, (given) => {
        const [shown = ''] = textsOf(given)
        expect(Array.from(shown).filter(isUnsafe)).toEqual([])
        expect(shown.isWellFormed()).toBe(true)
        if (!given.includes('\\')) {
          const read = shown.replace(/\\u([0-9a-f]{4})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
          expect(read).toBe(given)
        }
      }),
      runs(1000),
    )
  })

  it('is what the hook is given', async () => {
    const decisions: Decision[] = []
    const onDecision = (decision: Decision): void => {
      decisions.push(decision)
    }
    const file = 'a\nALLOWED b'
    await ask({ token: links.sign(file, 'read', 60, { ref: 'x\ny' }), file }, { onDecision })
    await ask({ token: links.sign('f', 'read', 60), file, method: 'HEAD' }, { onDecision })
    await ask({ token: 'x', file, method: 'GE\nT' }, { onDecision })
    expect(decisions).toMatchObject([
      { outcome: 'allowed', fileId: 'a\\u000aALLOWED b', ref: 'x\\u000ay', method: 'GET' },
      { outcome: 'refused', code: 'wrong-file', fileId: 'a\\u000aALLOWED b', method: 'HEAD' },
      { outcome: 'refused', code: 'method-not-allowed', method: 'GE\\u000aT' },
    ])
  })
})

describe('a decision', () => {
  it.each(['code', 'grant', 'keyId', 'olderKey', 'ref', 'fileId', 'perm', 'linkId', 'uses', 'hasClaim', 'error'])(
    'takes nothing from a polluted Object.prototype: %s',
    (name) => {
      const facts = [{}, { grant: links.verify(links.sign('f', 'read', 60)) }]
      const decide = () => facts.map((known) => Object.entries(decisionOf(links, 'GET', known)))
      const expected = decide()
      const polluted = Object.prototype as Record<string, unknown>
      polluted[name] = name === 'grant' ? { ...grant, keyId } : 'polluted'
      let actual: unknown
      try {
        actual = decide()
      } finally {
        delete polluted[name]
      }
      expect(actual).toEqual(expected)
    },
  )
})
