import { createLinks, type LinkErrorCode, type LinkRequest, type StandardPerm } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY, NOW, NOW_SECONDS } from '../support/fixtures.ts'
import { withMac } from '../support/spec-verifier.ts'

const DAY = 86_400
const links = createLinks({ keys: [KEY], clock: () => NOW })

type Request = LinkRequest<StandardPerm>

/** A token and its request, before they are joined: each fault below spoils one thing and leaves all others alone. */
interface Scene {
  version: string
  keyId: string
  block: Record<string, string>
  later: string[]
  boundTo: string | undefined
  macIsWrong: boolean
  request: { -readonly [N in keyof Request]: Request[N] }
}

// In the order of SPEC.md, section 6. "malformed" stands twice: the frame before the MAC, the grammar behind it.
const FAULTS: readonly [LinkErrorCode, (scene: Scene) => void][] = [
  ['malformed', (scene) => (scene.version = '2')],
  ['binding-required', (scene) => delete scene.request.boundTo],
  ['unknown-key', (scene) => (scene.keyId = 'other')],
  ['bad-signature', (scene) => (scene.macIsWrong = true)],
  ['malformed', (scene) => scene.later.push('z1')],
  ['state-required', (scene) => Object.assign(scene.block, { i: String(NOW_SECONDS), n: 'A'.repeat(16) })],
  ['not-yet-valid', (scene) => (scene.block.b = String(NOW_SECONDS + 1))],
  ['expired', (scene) => scene.later.push(`e${NOW_SECONDS}`)],
  ['too-long-lived', (scene) => (scene.block.e = String(NOW_SECONDS + 9 * DAY))],
  ['wrong-file', (scene) => (scene.request.fileId = 'b')],
  ['permission-denied', (scene) => (scene.request.perm = 'write')],
  ['wrong-address', (scene) => (scene.request.address = '198.51.100.1')],
  ['https-required', (scene) => (scene.request.secure = false)],
]
/** Index of the first fault that is found after the MAC and the grammar: from there on, the grant is known. */
const FIRST_JUDGED = 5

function withFaults(chosen: readonly ((scene: Scene) => void)[]): { token: string; request: Request } {
  const scene: Scene = {
    version: '1b',
    keyId: 'k',
    block: { a: 'c000020018', b: '0', e: String(NOW_SECONDS + 60), f: 'a', h: '', p: 'read' },
    later: [],
    boundTo: 'me',
    macIsWrong: false,
    request: { fileId: 'a', perm: 'read', address: '192.0.2.9', secure: true, boundTo: 'me' },
  }
  for (const spoil of chosen) spoil(scene)
  const block = Object.entries(scene.block)
    .map(([letter, value]) => letter + value)
    .sort()
  const signed = [`${scene.version}.${scene.keyId}.${block.join('.')}`, ...scene.later].join('~')
  const token = scene.macIsWrong ? `${signed}.${'A'.repeat(43)}` : withMac(signed, scene.boundTo)
  return { token, request: scene.request }
}

describe('the order of checks', () => {
  it('accepts a link without a fault', () => {
    const { token, request } = withFaults([])
    expect(links.tryVerify(token, request)).toMatchObject({ ok: true, grant: { fileId: 'a', bound: true } })
  })

  it.each(FAULTS)('tells %s if it is the only fault', (code, spoil) => {
    const { token, request } = withFaults([spoil])
    expect(links.tryVerify(token, request).code).toBe(code)
  })

  it('tells the first of all faults that a link has, for every set of them', () => {
    const wrong: string[] = []
    for (let set = 1; set < 1 << FAULTS.length; set++) {
      const chosen = FAULTS.filter((_, i) => (set >> i) & 1)
      const { token, request } = withFaults(chosen.map(([, spoil]) => spoil))
      const first = chosen[0]?.[0]
      const { code } = links.tryVerify(token, request)
      if (code !== first) wrong.push(`${chosen.map(([name]) => name)}: ${code}`)
    }
    expect(wrong).toEqual([])
  })

  it('shows the refused grant only if the MAC and the grammar held', () => {
    const shown = FAULTS.map(([, spoil], i) => {
      const { token, request } = withFaults([spoil])
      return [i, links.tryVerify(token, request).refused !== undefined]
    })
    expect(shown).toEqual(FAULTS.map((_, i) => [i, i >= FIRST_JUDGED]))
  })

  it('checks the request before the token: misuse is told at once', () => {
    const { token } = withFaults([])
    for (const text of ['', token]) {
      expect(() => links.tryVerify(text, { perm: 'unheard-of' as 'read' })).toThrow(RangeError)
      expect(() => links.tryVerify(text, { fileId: undefined as unknown as string })).toThrow(TypeError)
    }
  })

  it('tells a key that has retired no other way than one that never was', () => {
    const retired = createLinks({ keys: [{ ...KEY, verifyUntil: new Date(NOW) }], clock: () => NOW })
    for (const spoil of [undefined, ...FAULTS.slice(3).map(([, act]) => act)]) {
      const { token, request } = withFaults(spoil ? [spoil] : [])
      expect(retired.tryVerify(token, request)).toEqual({ ok: false, code: 'unknown-key' })
    }
  })

  it('tells a forger the same of any token with a wrong MAC, well written or not', () => {
    const mac = 'A'.repeat(43)
    const bodies = [
      `e${NOW_SECONDS + 60}.fa.pread`,
      'e1.fa.pread',
      '',
      '.',
      'z',
      '{}',
      '\0',
      'e1.fa.pread~z',
      '~~~~~~~~',
    ]
    const results = bodies.map((body) => links.tryVerify(`1.k.${body}.${mac}`, { fileId: 'b', perm: 'write' }))
    expect(results).toEqual(bodies.map(() => ({ ok: false, code: 'bad-signature' })))
  })
  it('tells nobody by a bound link which keys there are', () => {
    const results = ['k', 'other', 'K'].map((id) => links.tryVerify(`1b.${id}.e1.fa.pread.${'A'.repeat(43)}`))
    expect(results).toEqual(results.map(() => ({ ok: false, code: 'binding-required' })))
  })
})
