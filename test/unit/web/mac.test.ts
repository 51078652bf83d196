import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import * as byNode from '../../../src/mac.ts'
import { blockKey, deriveKey, isMac, macText } from '../../../src/web/mac.ts'
import { secrets } from '../../support/arbitraries.ts'
import { SECRET } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'

const purposes = fc.stringMatching(/^[a-z0-9.-]{1,64}$/)
const texts = fc.string({ unit: fc.constantFrom('a', 'é', '\u0131', '日', '🗝', '\0', '\ud800'), maxLength: 700 })

describe('the MAC by Web Crypto', () => {
  it('is that of node:crypto, for any key and text', async () => {
    const property = fc.asyncProperty(secrets, purposes, texts, async (secret, purpose, text) => {
      const key = await deriveKey(secret, purpose)()
      const expected = byNode.macText(byNode.deriveKey(secret, purpose), text)
      expect(await macText(key, text)).toBe(expected)
      expect(await isMac(key, text, expected)).toBe(true)
      expect(await isMac(key, `${text}x`, expected)).toBe(false)
    })
    await fc.assert(property, runs(200))
  })

  it("of a holder's block is that of node:crypto under the text of its parent", async () => {
    const parents = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'))
    const property = fc.asyncProperty(parents, texts, async (parent, block) => {
      expect(await macText(await blockKey(parent), block)).toBe(byNode.macBlock(parent, block))
    })
    await fc.assert(property, runs(200))
  })

  it('has one spelling: no other of the same bytes is taken', async () => {
    const key = await deriveKey(SECRET, 'links')()
    const mac = await macText(key, 'x')
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(mac.slice(-1))
    const others = [1, 2, 3].map((spare) => {
      return mac.slice(0, -1) + 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[last + spare]
    })
    const spellings = [...others, `${mac}=`, ` ${mac}`, `${mac}\n`, mac.replace(/[-_]/g, '+'), '', mac.slice(1)]
    for (const spelling of spellings) {
      if (spelling !== mac) expect(await isMac(key, 'x', spelling), spelling).toBe(false)
    }
    for (const other of others) expect(Buffer.from(other, 'base64url').equals(Buffer.from(mac, 'base64url'))).toBe(true)
  })
})

describe('a derived key', () => {
  it('is computed at first use, once', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey')
    const key = deriveKey(SECRET, 'links')
    expect(importKey).not.toHaveBeenCalled()
    const first = await key()
    const calls = importKey.mock.calls.length
    expect(calls).toBeGreaterThan(0)
    expect(await key()).toBe(first)
    expect(importKey.mock.calls.length).toBe(calls)
    importKey.mockRestore()
  })

  it('can be computed again after a failure', async () => {
    const key = deriveKey(SECRET, 'links')
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValueOnce(new Error('busy'))
    await expect(key()).rejects.toThrow('busy')
    await expect(key()).resolves.toBeDefined()
    importKey.mockRestore()
  })

  it('cannot be exported', async () => {
    const key = await deriveKey(SECRET, 'links')()
    expect(key.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })
})

describe('an answer of Web Crypto that is not a boolean', () => {
  it('accepts nothing', async () => {
    const key = await deriveKey(SECRET, 'links')()
    const verify = vi.spyOn(crypto.subtle, 'verify').mockResolvedValue('yes' as never)
    expect(await isMac(key, 'x', await macText(key, 'x'))).toBe(false)
    verify.mockRestore()
  })
})

describe('without Web Crypto', () => {
  it.each([
    ['no crypto', undefined],
    ['a crypto.subtle that is null', { subtle: null }],
    ['no crypto.subtle, as in a page that came over http', {}],
  ])('an error tells what is missing: %s', async (_, crypto) => {
    vi.stubGlobal('crypto', crypto)
    await expect(deriveKey(SECRET, 'links')()).rejects.toThrow('daypass/web needs crypto.subtle')
    vi.unstubAllGlobals()
  })
})
