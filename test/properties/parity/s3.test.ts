import { createLinks, type SignOptions } from 'daypass'
import { beforeEach, describe, expect, it } from 'vitest'
import { S3_ROWS } from '../../../tools/parity-rows.ts'
import { KEY, NOW } from '../../support/fixtures.ts'

let now = NOW
const links = createLinks({ keys: [KEY], clock: () => now })
const { sign, verify, tryVerify } = links

function response(headers: SignOptions['response'] & {}): unknown {
  return verify(sign('report.pdf', 'read', '1h', { response: headers })).response
}

function upload(limits: SignOptions['upload'] & {}): unknown {
  return verify(sign('report.pdf', 'create', '1h', { upload: limits })).upload
}

function codeAt(time: number, token: string): string | undefined {
  now = time
  const { code } = tryVerify(token)
  now = NOW
  return code
}

function permitsOnly(perm: 'read' | 'write' | 'create' | 'delete' | 'list'): void {
  const token = sign('report.pdf', perm, '1h')
  const permitted = (['read', 'write', 'create', 'delete', 'list'] as const).filter(
    (tried) => tryVerify(token, { fileId: 'report.pdf', perm: tried }).ok,
  )
  expect(permitted).toEqual([perm])
}

const PROOFS: Readonly<Record<string, () => void>> = {
  'method GET': () => permitsOnly('read'),
  // The guard of daypass/http asks for the same permission for both methods.
  'method HEAD': () => permitsOnly('read'),
  'method PUT': () => permitsOnly('write'),
  'method POST': () => permitsOnly('create'),
  'method DELETE': () => permitsOnly('delete'),
  'several methods': () => {
    expect(verify(sign('report.pdf', ['read', 'write', 'delete'], '1h')).perms).toEqual(['delete', 'read', 'write'])
  },
  'bucket and key': () => {
    const key = 'reports/a + b/é?.pdf'
    expect(verify(sign(key, 'read', '1h'), { fileId: key }).fileId).toBe(key)
    expect(tryVerify(sign(key, 'read', '1h'), { fileId: 'reports/a%20+%20b/é?.pdf' }).code).toBe('wrong-file')
  },
  versionId: () => {
    const token = sign('report.pdf@v3', 'read', '1h')
    expect(tryVerify(token, { fileId: 'report.pdf@v3' }).ok).toBe(true)
    expect(tryVerify(token, { fileId: 'report.pdf@v4' }).code).toBe('wrong-file')
  },
  'partNumber, uploadId': () => {
    const token = sign('report.pdf#upload-7#2', 'write', '1h')
    expect(tryVerify(token, { fileId: 'report.pdf#upload-7#2' }).ok).toBe(true)
    expect(tryVerify(token, { fileId: 'report.pdf#upload-7#3' }).code).toBe('wrong-file')
  },
  'list-type, prefix': () => {
    const token = sign('reports/2026', 'list', '1h', { scope: 'tree' })
    expect(tryVerify(token, { fileId: 'reports/2026', perm: 'list' }).ok).toBe(true)
    expect(tryVerify(token, { fileId: 'reports/2025', perm: 'list' }).code).toBe('wrong-file')
    expect(tryVerify(token, { fileId: 'reports/2026/q3.pdf', perm: 'read' }).code).toBe('permission-denied')
  },
  'X-Amz-Algorithm': () => {
    const token = sign('report.pdf', 'read', '1h')
    for (const other of ['none.', '2.', 'HS512.', '.']) {
      expect(tryVerify(token.replace('1.', other)).code).toBe('malformed')
    }
  },
  'X-Amz-Credential': () => {
    const other = createLinks({ keys: [KEY], purpose: 'thumbnails', clock: () => now })
    expect(verify(sign('report.pdf', 'read', '1h')).keyId).toBe('k')
    expect(other.tryVerify(sign('report.pdf', 'read', '1h')).code).toBe('bad-signature')
  },
  'X-Amz-Date': () => {
    const notBefore = new Date(NOW - 60_000)
    expect(verify(sign('report.pdf', 'read', '1h', { notBefore }))).toMatchObject({
      notBefore,
      expiresAt: new Date(NOW + 3_540_000),
    })
  },
  'X-Amz-Date in the future': () => {
    const token = sign('report.pdf', 'read', '1h', { notBefore: '1d' })
    expect(codeAt(NOW, token)).toBe('not-yet-valid')
    expect(codeAt(NOW + 86_400_000 - 1, token)).toBe('not-yet-valid')
    expect(codeAt(NOW + 86_400_000, token)).toBeUndefined()
    expect(codeAt(NOW + 90_000_000, token)).toBe('expired')
  },
  'X-Amz-Date pinned': () => {
    const tokenAt = (time: number): string => {
      const { sign } = createLinks({ keys: [KEY], clock: () => time })
      return sign('report.pdf', 'read', '1h', { roundExpiry: '15m' })
    }
    expect(sign('report.pdf', 'read', '1h')).toBe(sign('report.pdf', 'read', '1h'))
    expect(tokenAt(NOW + 1000)).toBe(tokenAt(NOW + 900_000))
  },
  'X-Amz-Expires': () => {
    const token = sign('report.pdf', 'read', '7d')
    expect(codeAt(NOW + 7 * 86_400_000 - 1, token)).toBeUndefined()
    expect(codeAt(NOW + 7 * 86_400_000, token)).toBe('expired')
    expect(() => sign('report.pdf', 'read', '604801s')).toThrow(RangeError)
    expect(() => sign('report.pdf', 'read', 0)).toThrow(RangeError)
    expect(verify(sign('report.pdf', 'read', 1)).expiresAt).toEqual(new Date(NOW + 1000))
  },
  'X-Amz-Signature': () => {
    const token = sign('report.pdf', 'read', '1h')
    expect(token).toMatch(/\.[A-Za-z0-9_-]{43}$/)
    expect(tryVerify(`${token.slice(0, -43)}${'A'.repeat(43)}`).code).toBe('bad-signature')
  },
  'X-Amz-SignedHeaders': () => {
    const limits = { minBytes: 5, maxBytes: 5, contentTypes: ['image/png'] }
    const token = sign('report.pdf', 'write', '1h', { upload: limits, boundTo: 'x-tenant: 7', httpsOnly: true })
    expect(verify(token, { boundTo: 'x-tenant: 7', secure: true }).upload).toEqual(limits)
    expect(tryVerify(token, { boundTo: 'x-tenant: 8', secure: true }).code).toBe('bad-signature')
  },
  'X-Amz-Security-Token': () => {
    const temporary = createLinks({ keys: [{ ...KEY, verifyUntil: new Date(NOW + 3_600_000) }], clock: () => now })
    expect(codeAt(NOW, temporary.sign('report.pdf', 'read', '1h'))).toBeUndefined()
    // S3 lets a URL outlive its session without a word; here it is not signed.
    expect(() => temporary.sign('report.pdf', 'read', '2h')).toThrow(RangeError)
  },
  'response-content-type': () => {
    const headers = { contentType: 'text/plain; charset=utf-8' }
    expect(response(headers)).toEqual(headers)
  },
  'response-content-disposition': () => {
    const headers = { disposition: 'inline', filename: 'Bericht März.pdf' } as const
    expect(response(headers)).toEqual(headers)
  },
  'response-cache-control': () => {
    expect(response({ cacheControl: 'private, max-age=60' })).toEqual({ cacheControl: 'private, max-age=60' })
  },
  'response-content-language': () => {
    expect(response({ contentLanguage: 'de, en' })).toEqual({ contentLanguage: 'de, en' })
  },
  'response-content-encoding': () => {
    expect(response({ contentEncoding: 'gzip' })).toEqual({ contentEncoding: 'gzip' })
  },
  // Of the two, Cache-Control wins if both are there (RFC 9111, section 5.3).
  'response-expires': () => {
    expect(response({ cacheControl: 'max-age=3600' })).toEqual({ cacheControl: 'max-age=3600' })
  },
  'signed Content-Type': () => {
    expect(upload({ contentTypes: ['application/pdf'] })).toEqual({ contentTypes: ['application/pdf'] })
  },
  'signed Content-Length': () => {
    expect(upload({ minBytes: 1000, maxBytes: 1000 })).toEqual({ minBytes: 1000, maxBytes: 1000 })
  },
  'signed Content-MD5, x-amz-checksum-*': () => {
    const ref = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:'
    expect(verify(sign('report.pdf', 'write', '1h', { ref })).ref).toBe(ref)
  },
  'x-amz-meta-*, x-amz-tagging': () => {
    const ref = '{"department":"7","case":42}'
    expect(verify(sign('report.pdf', 'write', '1h', { ref })).ref).toBe(ref)
  },
  'aws:SourceIp': () => {
    const token = sign('report.pdf', 'read', '1h', { addresses: ['192.0.2.0/24', '2001:db8::/32'] })
    const tried = ['192.0.2.9', '2001:db8::9', '198.51.100.9', undefined]
    expect(tried.map((address) => tryVerify(token, { address }).ok)).toEqual([true, true, false, false])
  },
  'aws:SecureTransport': () => {
    const token = sign('report.pdf', 'read', '1h', { httpsOnly: true })
    expect(tryVerify(token, { secure: true }).ok).toBe(true)
    expect(tryVerify(token, { secure: false }).code).toBe('https-required')
  },
  's3:signatureAge': () => {
    const strict = createLinks({ keys: [KEY], maxTtl: '10m', clock: () => now })
    expect(strict.tryVerify(sign('report.pdf', 'read', '10m')).ok).toBe(true)
    expect(strict.tryVerify(sign('report.pdf', 'read', '1h')).code).toBe('too-long-lived')
  },
  'POST expiration': () => {
    const end = new Date(NOW + 12_345_000)
    expect(verify(sign('report.pdf', 'create', end)).expiresAt).toEqual(end)
  },
  'POST eq $key': () => {
    const token = sign('user/eric/a.png', 'create', '1h')
    expect(tryVerify(token, { fileId: 'user/eric/a.png', perm: 'create' }).ok).toBe(true)
    expect(tryVerify(token, { fileId: 'user/eric/b.png', perm: 'create' }).code).toBe('wrong-file')
  },
  'POST starts-with $key': () => {
    const token = sign('user/eric/', 'create', '1h', { scope: 'tree' })
    const tried = [
      'user/eric/a.png',
      'user/eric/b/c.png',
      'user/erica/a.png',
      'user/eric/../bob/a.png',
      'user/bob/a.png',
    ]
    expect(tried.map((fileId) => tryVerify(token, { fileId, perm: 'create' }).ok)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  },
  'POST eq $Content-Type': () => {
    expect(upload({ contentTypes: ['image/png'] })).toEqual({ contentTypes: ['image/png'] })
  },
  'POST starts-with $Content-Type': () => {
    expect(upload({ contentTypes: ['image/*'] })).toEqual({ contentTypes: ['image/*'] })
  },
  'POST content-length-range': () => {
    expect(upload({ minBytes: 1, maxBytes: 10_485_760 })).toEqual({ minBytes: 1, maxBytes: 10_485_760 })
    expect(() => upload({ minBytes: 2, maxBytes: 1 })).toThrow(RangeError)
  },
  'POST x-ignore-*': () => {
    const token = sign('report.pdf', 'create', '1h')
    const url = new URL(`https://example.org/report.pdf?utm_source=mail&token=${token}&fbclid=7`)
    expect(tryVerify(url.searchParams.get('token') ?? '', { fileId: 'report.pdf' }).ok).toBe(true)
  },
}

beforeEach(() => {
  now = NOW
})

describe('Amazon S3', () => {
  it('has no row that is neither proved here nor said to be elsewhere, and none that is both', () => {
    const proved = S3_ROWS.filter((row) => row.elsewhere === undefined).map(({ theirs }) => theirs)

    expect(proved).toEqual(Object.keys(PROOFS))
    expect(new Set(S3_ROWS.map(({ theirs }) => theirs)).size).toBe(S3_ROWS.length)
  })

  it.each(S3_ROWS.filter((row) => row.elsewhere === undefined))('$theirs: $ours', ({ theirs }) => {
    expect.hasAssertions()
    PROOFS[theirs]?.()
  })
})
