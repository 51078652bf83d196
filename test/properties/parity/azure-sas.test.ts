import { createKey, createLinks, type LinkResult, type SignOptions } from 'daypass'
import { createManagedLinks, memoryStore } from 'daypass/managed'
import { beforeEach, describe, expect, it } from 'vitest'
import { SAS_ROWS } from '../../../tools/parity-rows.ts'
import { KEY, NOW } from '../../support/fixtures.ts'

const OWN = ['append', 'purge', 'tag', 'find', 'move', 'execute', 'set-owner', 'set-permissions', 'retain'] as const
const STANDARD = ['read', 'write', 'create', 'delete', 'list'] as const
let now = NOW
const links = createLinks({ keys: [KEY], perms: OWN, clock: () => now })
const { sign, verify, tryVerify } = links

type Perm = (typeof STANDARD)[number] | (typeof OWN)[number]

/** Proves that a letter of theirs is one permission here, told apart from all others. */
function only(perm: Perm, fileId = 'report.pdf'): () => void {
  return () => {
    const token = sign(fileId, perm, '1h')
    const permitted = [...STANDARD, ...OWN].filter((tried) => tryVerify(token, { fileId, perm: tried }).ok)
    expect(permitted).toEqual([perm])
  }
}

function answersWith(headers: SignOptions['response'] & {}): () => void {
  return () => {
    expect(verify(sign('report.pdf', 'read', '1h', { response: headers })).response).toEqual(headers)
  }
}

function codeAt(
  time: number,
  token: string,
  verifier: { tryVerify: (token: string) => LinkResult } = links,
): string | undefined {
  now = time
  const { code } = verifier.tryVerify(token)
  now = NOW
  return code
}

function opens(token: string, ...fileIds: string[]): boolean[] {
  return fileIds.map((fileId) => tryVerify(token, { fileId }).ok)
}

const PROOFS: Readonly<Record<string, () => void | Promise<void>>> = {
  'sp=r': only('read'),
  'sp=a': only('append'),
  'sp=c': only('create'),
  'sp=w': only('write'),
  'sp=d': only('delete'),
  'sp=x': only('delete', 'report.pdf@v3'),
  'sp=y': only('purge'),
  'sp=l': only('list'),
  'sp=t': only('tag'),
  'sp=f': only('find'),
  'sp=m': only('move'),
  'sp=e': only('execute'),
  'sp=o': only('set-owner'),
  'sp=p': only('set-permissions'),
  'sp=i': only('retain'),
  'sp with several letters': () => {
    const token = sign('report.pdf', ['write', 'append', 'read', 'read'], '1h')
    expect(token).toBe(sign('report.pdf', ['read', 'write', 'append'], '1h'))
    expect(verify(token).perms).toEqual(['append', 'read', 'write'])
  },
  st: () => {
    const patient = createLinks({ keys: [KEY], startLeeway: '5m', clock: () => now })
    const token = sign('report.pdf', 'read', '1h', { notBefore: '1h' })
    expect(codeAt(NOW + 3_599_999, token)).toBe('not-yet-valid')
    expect(codeAt(NOW + 3_600_000, token)).toBeUndefined()
    expect(codeAt(NOW + 3_299_999, token, patient)).toBe('not-yet-valid')
    expect(codeAt(NOW + 3_300_000, token, patient)).toBeUndefined()
  },
  se: () => {
    const token = sign('report.pdf', 'read', new Date(NOW + 60_000))
    expect(codeAt(NOW + 59_999, token)).toBeUndefined()
    expect(codeAt(NOW + 60_000, token)).toBe('expired')
  },
  sip: () => {
    const token = sign('report.pdf', 'read', '1h', { addresses: ['192.0.2.0/28', '192.0.2.16', '2001:db8::/32'] })
    const tried = [
      '192.0.2.15',
      '192.0.2.16',
      '192.0.2.17',
      '::ffff:192.0.2.1',
      '2001:db8::1',
      '2001:db9::1',
      undefined,
    ]
    expect(tried.map((address) => tryVerify(token, { address }).ok)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
      false,
    ])
  },
  'spr=https': () => {
    const token = sign('report.pdf', 'read', '1h', { httpsOnly: true })
    expect(tryVerify(token, { secure: true }).ok).toBe(true)
    expect(tryVerify(token, { secure: false }).code).toBe('https-required')
    expect(tryVerify(token, { secure: undefined }).code).toBe('https-required')
  },
  'spr=https,http': () => {
    const token = sign('report.pdf', 'read', '1h', { httpsOnly: false })
    expect([true, false, undefined].map((secure) => tryVerify(token, { secure }).ok)).toEqual([true, true, true])
  },
  'sr=b': () => {
    const token = sign('reports/q3.pdf', 'read', '1h')
    expect(opens(token, 'reports/q3.pdf', 'reports/q3.pdf/', 'reports/q4.pdf', 'reports')).toEqual([
      true,
      false,
      false,
      false,
    ])
  },
  'sr=bv, sr=bs': () => {
    const token = sign('reports/q3.pdf@v3', 'read', '1h')
    expect(opens(token, 'reports/q3.pdf@v3', 'reports/q3.pdf', 'reports/q3.pdf@v2')).toEqual([true, false, false])
  },
  'sr=f, sr=s': () => {
    expect(opens(sign('share/a.txt', 'read', '1h'), 'share/a.txt', 'share/b.txt')).toEqual([true, false])
    expect(opens(sign('share', 'read', '1h', { scope: 'tree' }), 'share/a.txt', 'shared/b.txt')).toEqual([true, false])
  },
  'sr=c': () => {
    const token = sign('container', ['read', 'list'], '1h', { scope: 'tree' })
    expect(opens(token, 'container', 'container/a/b', 'container2/a', 'other')).toEqual([true, true, false, false])
  },
  'sr=d': () => {
    const token = sign('container/a/b', 'read', '1h', { scope: 'tree' })
    expect(opens(token, 'container/a/b/c.txt', 'container/a/b', 'container/a/bc', 'container/a')).toEqual([
      true,
      true,
      false,
      false,
    ])
  },
  sdd: () => {
    const fileId = 'container/a/b/c.txt'
    const trees = ['container', 'container/a', 'container/a/b'].map((folder) =>
      sign(folder, 'read', '1h', { scope: 'tree' }),
    )
    expect(trees.map((token) => verify(token, { fileId }).tree)).toEqual(['container', 'container/a', 'container/a/b'])
  },
  sv: () => {
    const token = sign('report.pdf', 'read', '1h')
    expect(token.startsWith('1.')).toBe(true)
    expect(tryVerify(token.replace('1.', '2.')).code).toBe('malformed')
  },
  sig: () => {
    const token = sign('report.pdf', 'read', '1h')
    expect(token).toMatch(/\.[A-Za-z0-9_-]{43}$/)
    expect(tryVerify(token.replace('pread', 'pwrite')).code).toBe('bad-signature')
  },
  si: async () => {
    const managed = createManagedLinks({ keys: [KEY], store: memoryStore({ clock: () => now }), clock: () => now })
    const token = managed.sign('report.pdf', ['read', 'write'], '1h', { policy: 'auditors' })
    expect((await managed.tryVerify(token)).code).toBe('revoked')
    await managed.setPolicy('auditors', { perms: 'read', ttl: '10m' })
    expect((await managed.verify(token)).perms).toEqual(['read'])
    now += 600_000
    expect((await managed.tryVerify(token)).code).toBe('expired')
    await managed.setPolicy('auditors', { ttl: '10m' })
    expect((await managed.verify(token)).perms).toEqual(['read', 'write'])
    await managed.deletePolicy('auditors')
    await managed.setPolicy('auditors', {})
    expect((await managed.tryVerify(token)).code).toBe('revoked')
  },
  'ss, srt': () => {
    const queue = createLinks({ keys: [KEY], purpose: 'queue', clock: () => now })
    expect(queue.tryVerify(queue.sign('a', 'read', '1h')).ok).toBe(true)
    expect(tryVerify(queue.sign('a', 'read', '1h')).code).toBe('bad-signature')
  },
  rscc: answersWith({ cacheControl: 'no-store' }),
  rscd: answersWith({ disposition: 'attachment', filename: 'Röntgen 7.dcm' }),
  rsce: answersWith({ contentEncoding: 'br' }),
  rscl: answersWith({ contentLanguage: 'de-CH' }),
  rsct: answersWith({ contentType: 'application/dicom' }),
  scid: () => {
    const ref = 'd2719b1e-6f7d-4b6a-9c53-1a1f7f0e7c11'
    expect(verify(sign('report.pdf', 'read', '1h', { ref })).ref).toBe(ref)
    // It is there for the log when the link is refused, too.
    expect(tryVerify(sign('report.pdf', 'read', '1h', { ref }), { perm: 'write' }).refused?.ref).toBe(ref)
  },
  'skoid, sktid': () => {
    const two = createLinks({ keys: [createKey('team-b'), KEY], clock: () => now })
    expect(two.verify(two.sign('a', 'read', '1h')).keyId).toBe('team-b')
    expect(two.verify(sign('a', 'read', '1h')).keyId).toBe('k')
  },
  'skt, ske': () => {
    const day = 86_400_000
    const key = {
      ...createKey('day'),
      signFrom: new Date(NOW),
      signUntil: new Date(NOW + day),
      verifyUntil: new Date(NOW + 2 * day),
    }
    const daily = createLinks({ keys: [key], clock: () => now })
    const token = daily.sign('a', 'read', '2d')
    expect(() => daily.sign('a', 'read', '3d')).toThrow(RangeError)
    expect(codeAt(NOW + 2 * day - 1, token, daily)).toBeUndefined()
    expect(codeAt(NOW + 2 * day, token, daily)).toBe('unknown-key')
    now = NOW + day
    expect(() => daily.sign('a', 'read', '1h')).toThrow(RangeError)
    now = NOW - 1
    expect(() => daily.sign('a', 'read', '1h')).toThrow(RangeError)
    now = NOW
  },
  'sks, skv': () => {
    const token = sign('a', 'read', '1h')
    const other = createLinks({ keys: [KEY], purpose: 'other', clock: () => now })
    expect(token.split('.').slice(0, 2)).toEqual(['1', 'k'])
    expect(other.tryVerify(token).code).toBe('bad-signature')
  },
  saoid: () => {
    expect(verify(sign('a', 'read', '1h', { ref: 'user 42' })).ref).toBe('user 42')
  },
  'sduoid, skdutid': () => {
    const token = sign('a', 'read', '1h', { boundTo: 'tenant 7/user 42' })
    expect(tryVerify(token, { boundTo: 'tenant 7/user 42' }).ok).toBe(true)
    expect(tryVerify(token, { boundTo: 'tenant 7/user 43' }).code).toBe('bad-signature')
    expect(tryVerify(token).code).toBe('binding-required')
  },
}

beforeEach(() => {
  now = NOW
})

describe('Azure SAS', () => {
  it('has no row that is neither proved here nor said to be elsewhere, and none that is both', () => {
    const proved = SAS_ROWS.filter((row) => row.elsewhere === undefined).map(({ theirs }) => theirs)

    expect(proved).toEqual(Object.keys(PROOFS))
    expect(new Set(SAS_ROWS.map(({ theirs }) => theirs)).size).toBe(SAS_ROWS.length)
  })

  it('names every letter of sp', () => {
    const letters = SAS_ROWS.flatMap(({ theirs }) => /^sp=(.)$/.exec(theirs)?.[1] ?? [])

    expect(letters.toSorted()).toEqual([...'acdefilmoprtwxy'])
  })

  it.each(SAS_ROWS.filter((row) => row.elsewhere === undefined))('$theirs: $ours', async ({ theirs }) => {
    expect.hasAssertions()
    await PROOFS[theirs]?.()
  })
})
