import * as core from 'daypass'
import { createLinks } from 'daypass/web'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../../support/fixtures.ts'

describe('a link that ends while its MAC is computed', () => {
  // Each look at the clock finds it later, as in a page that was frozen.
  const clockOf = (...times: readonly number[]): (() => number) => {
    const left = [...times]
    return () => left.shift() as number
  }
  const token = core.createLinks({ keys: [KEY], clock: () => NOW }).sign('a', 'read', '1h')

  it('is refused as expired', async () => {
    const verifier = (...times: readonly number[]) => createLinks({ keys: [KEY], clock: clockOf(...times) })
    expect((await verifier(NOW, NOW + 3_599_999).tryVerify(token)).ok).toBe(true)
    expect((await verifier(NOW, NOW + 3_600_000).tryVerify(token)).code).toBe('expired')
  })

  it('is refused as of an unknown key if its key ends', async () => {
    const keys = [{ ...KEY, verifyUntil: new Date(NOW + 1000) }]
    expect((await createLinks({ keys, clock: clockOf(NOW, NOW + 999) }).tryVerify(token)).ok).toBe(true)
    expect((await createLinks({ keys, clock: clockOf(NOW, NOW + 1000) }).tryVerify(token)).code).toBe('unknown-key')
  })

  it('is not accepted if the clock fails later', async () => {
    const { tryVerify } = createLinks({ keys: [KEY], clock: clockOf(NOW, Number.NaN) })
    await expect(tryVerify(token)).rejects.toThrow(RangeError)
  })
})

describe('keys that are replaced while a MAC is computed', () => {
  it('refuse what the new ones do not verify, and accept what they do', async () => {
    const [old, next] = [core.createKey('old'), core.createKey('next')]
    const token = core.createLinks({ keys: [old] }).sign('a', 'read', '1h')
    for (const [keys, code] of [
      [[next], 'unknown-key'],
      [[next, old], undefined],
    ] as const) {
      const keyring = core.createKeyring([old])
      const pending = createLinks({ keys: keyring }).tryVerify(token)
      keyring.replace(keys)
      expect((await pending).code).toBe(code)
    }
  })
})

describe('many verifications at once', () => {
  const withOtherMac = (token: string): string => {
    return `${token.slice(0, -10)}${token.at(-10) === 'A' ? 'B' : 'A'}${token.slice(-9)}`
  }

  it('do not disturb each other', async () => {
    const links = createLinks({ keys: [KEY], clock: () => NOW })
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, i) => links.sign(`file-${i}`, 'read', '1h')))
    expect(new Set(tokens).size).toBe(50)
    const results = await Promise.all(
      tokens.flatMap((token) => [links.tryVerify(token), links.tryVerify(withOtherMac(token))]),
    )
    results.forEach(({ grant, code }, i) => {
      expect([grant?.fileId, code]).toEqual(i % 2 === 0 ? [`file-${i / 2}`, undefined] : [undefined, 'bad-signature'])
    })
  })
})
