import { createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { redactLink } from '../../../src/http/index.ts'
import { bindings, fileIds, keyIds, permLists } from '../../support/arbitraries.ts'
import { askedLink } from '../../support/asked-links.ts'
import { costRatio } from '../../support/cost-ratio.ts'
import { KEY, linksAt, untyped } from '../../support/fixtures.ts'
import { growth, LINEAR } from '../../support/growth.ts'
import { runs } from '../../support/runs.ts'

const links = linksAt()
const token = links.sign('f', 'read', 60)
const narrowed = narrow(token, { ttl: 30 })
const bound = links.sign('f', 'read', 60, { boundTo: 'u' })
const full = links.sign('studies', ['read', 'write'], 60, {
  notBefore: 5,
  scope: 'tree',
  addresses: ['192.0.2.0/24', '2001:db8::/32'],
  httpsOnly: true,
  response: {
    cacheControl: 'no-store',
    disposition: 'inline',
    contentEncoding: 'gzip',
    contentLanguage: 'de',
    filename: 'a b.pdf',
    contentType: 'application/pdf',
  },
  upload: { minBytes: 1, maxBytes: 9, contentTypes: ['image/*'] },
  ref: 'order 7',
})
const shortest = createLinks({ keys: [KEY], perms: ['a'], clock: () => 0 }).sign('a', 'a', 1)
const encoded = (text: string): string => Array.from(text, (c) => `%${c.charCodeAt(0).toString(16)}`).join('')
const decoded = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

afterEach(() => {
  vi.restoreAllMocks()
})

describe('redactLink', () => {
  it.each([
    [`/f?token=${token}`, '/f?token=[link]'],
    [`https://host/f?a=1&token=${narrowed}&b=2#x`, 'https://host/f?a=1&token=[link]&b=2#x'],
    [`GET /files/${bound}/index.m3u8 HTTP/1.1`, 'GET /files/[link]/index.m3u8 HTTP/1.1'],
    [`{"authorization":"Bearer ${token}"}`, '{"authorization":"Bearer [link]"}'],
    [`${token}\n${token}`, '[link]\n[link]'],
    [`/f?token=${token.replaceAll('.', '%2E')}`, '/f?token=[link]'],
    [`/f?token=${encoded(token)}&a=1`, '/f?token=[link]&a=1'],
    [`/login?next=${encodeURIComponent(`/f?token=${token}`)}&a=1`, '/login?next=%2Ff%3Ftoken%3D[link]&a=1'],
    [`/f?token=${encodeURIComponent(encodeURIComponent(encoded(token)))}`, '/f?token=[link]'],
  ])('%s', (text, expected) => {
    expect(redactLink(text)).toBe(expected)
  })

  it('takes a URL', () => {
    expect(redactLink(new URL(`https://host/f?token=${token}`))).toBe('https://host/f?token=[link]')
  })

  it.each([
    [`<a href="/f?a=1&amp;token=${token}&amp;b=2">`, '<a href="/f?a=1&amp;token=[link]&amp;b=2">'],
    [`{"m":"a\\n${token}\\n","url":"https://host/${token}"}`, '{"m":"a\\n[link]\\n","url":"https://host/[link]"}'],
    [`Authorization: bearer ${bound}, Bearer ${token}`, 'Authorization: bearer [link], Bearer [link]'],
    [`cookie: a=1; link=${full}; b=2`, 'cookie: a=1; link=[link]; b=2'],
    [`'${shortest}'`, "'[link]'"],
    [`v1.2.3-${token}`, 'v1.2.3-[link]'],
    [`/f?token=${encoded(encoded(token))}&a=1`, '/f?token=[link]&a=1'],
    [`/f?u=${encodeURIComponent(`/f?token=${token}&a=1`)}`, '/f?u=%2Ff%3Ftoken%3D[link]%26a%3D1'],
  ])('%s', (text, expected) => {
    expect(redactLink(text)).toBe(expected)
  })

  it.each([
    '',
    'https://host/files/7?page=1.2.3',
    'node 20.11.1, daypass 1.2.10-beta.1, 127.0.0.1, 1.k.short',
    'nginx:1.27.0-alpine3.19-perl-slim-bookworm',
    'registry.host:5000/team/app:1.4.e5-final.2-g0123456789abcdef0123456789abcdef01234567',
    'app@sha256:1.b.e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '1.0.0-alpha.beta.e10.f.preview-of-the-whole-release+build.20261124.0123456789abcdef',
    '1.0.0-e1795521600.feature-with-a-long-name.preview.0123456789abcdef0123456789abcdef',
    'v1.21.1-0.20261124120000-e0123456789a.go1.22.1',
    'postgresql-42.1.b2.e16.final-release-with-a-very-long-name.jar',
    '1.2.e5.final-version-of-the-document.docx',
    'libssl1.1_1.1.1n-0+deb11u5_amd64.deb, gcc-1.el9_2.x86_64.rpm, 1.el9.elrepo.filesystem.x86_64.rpm',
    'f47ac10b-58cc-4372-a567-0e02b2c3d479.f47ac10b-58cc-4372-a567-0e02b2c3d479',
    '2026-11-24T12:00:00.001Z 1795521600.123456 1.7955216e12 2001:db8::1.2.3.4',
    '1.example.e1.fabric.pods.svc.cluster.local',
    '1.2.e5.final.pdf.0123456789abcdefg',
    '1.3.6.1.4.1.311.21.8.1234567.8901234.5678901.2345678.9012345.123.1.1',
    '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b7dWRWJTmaaJObG',
    'AWS4-HMAC-SHA256 Signature=1b.fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024',
    '100%25 sure thing %zz %',
    // No link lacks its expiry, its file, its permissions, or has them in another order.
    token.replace(/\.e\d+/, ''),
    token.replace(/\.e\d+/, '.e'),
    token.replace(/\.e\d+/, '.e123456789012'),
    token.replace('.ff', ''),
    token.replace('.ff', '.f'),
    token.replace('.pread', ''),
    token.replace('.pread', '.read'),
    token.replace(/(\.e\d+)(\.ff)/, '$2$1'),
    token.replace(/^1/, '2'),
    token.replace(/^1/, '1c'),
    token.replace(/^1\.k/, '1.'),
    token.replace(/^1\.k/, `1.${'k'.repeat(33)}`),
    token.replace('.k.', '.k.Z1.'),
    token.replace('.pread', '.qqq.pread'),
    token.replace('.pread', '.p7'),
    token.replace('.pread', '.pread.v7'),
    token.replace('.pread', '.pread~'),
    token.replace('.pread', '.pread~z7'),
    token.replace('.pread', '.pread~e1.z7'),
    token.replace('.pread', `.pread${'~h'.repeat(9)}`),
    // Among escapes there is one of no character of a link.
    `1%.k.e1.ff.pread.${'a'.repeat(43)}`,
    `1%k%e1.ff.pread.${'a'.repeat(43)}`,
    `1.%.e1.ff.pread.${'a'.repeat(43)}`,
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    'eyJhbGciOiJIUzI1NiJ1.e1.fyJzdWIiOiIxMjM0NTY3ODkwIn0dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  ])('does not change what cannot be a link: %s', (text) => {
    expect(redactLink(text)).toBe(text)
  })

  it.each([
    ['with every field', full],
    ['narrowed', narrow(full, { perms: 'read', fileId: 'studies/7' })],
    ['bound', bound],
    ['of the fewest characters', shortest],
  ])('redacts a link %s although up to 25 characters are missing at its end', (_, link) => {
    for (let missing = 0; missing <= 25; missing++) {
      expect(redactLink(link.slice(0, link.length - missing)), `${missing} missing`).toBe('[link]')
    }
  })

  it('does not redact what is too short to be guessed', () => {
    expect(redactLink(`1.k.e1.fa.pa.${'a'.repeat(18)}`)).toBe('[link]')
    expect(redactLink(`1.k.e1.fa.pa.${'a'.repeat(17)}`)).toBe(`1.k.e1.fa.pa.${'a'.repeat(17)}`)
  })

  it('redacts every link that can be made, and nothing around it', () => {
    const headers = fc.record(
      {
        cacheControl: fc.constantFrom('no-store', 'max-age=60, immutable'),
        disposition: fc.constantFrom('inline' as const, 'attachment' as const),
        contentEncoding: fc.constantFrom('gzip', 'br'),
        contentLanguage: fc.constantFrom('de', 'en-GB, fr'),
        filename: fc.constantFrom('a', 'é b.pdf', 'x'.repeat(255)),
        contentType: fc.constantFrom('text/plain', 'text/html; charset=utf-8'),
      },
      { requiredKeys: [] },
    )
    const before = fc.constantFrom('', '/f?token=', '"', '\\n', '%22', 'Bearer ', '%2522', '1', '1.2.3-')
    const after = fc.constantFrom('', '&a=1', '"', ' HTTP/1.1', '%26a%3D1', '%2526a%253D1', '\\n', '%', '%2', ',')
    const missing = fc.nat({ max: 25 })
    fc.assert(
      fc.property(
        askedLink,
        keyIds,
        bindings,
        headers,
        before,
        after,
        missing,
        (asked, id, boundTo, given, b, a, n) => {
          const { at, fileId, perms, ttl, options, maxTtl, narrowings } = asked
          const response = perms.includes('read') && Object.keys(given).length > 0 ? given : undefined
          const { sign } = createLinks({ keys: [{ ...KEY, id }], perms: ['annotate'], clock: () => at, maxTtl })
          let link = sign(fileId, untyped(perms), ttl, {
            ...options,
            ...(boundTo !== undefined && { boundTo }),
            ...(response !== undefined && { response }),
          })
          for (const step of narrowings) {
            vi.spyOn(Date, 'now').mockReturnValue(step.at)
            link = narrow(link, step.options)
          }
          expect(redactLink(b + link.slice(0, link.length - n) + a)).toBe(`${b}[link]${a}`)
        },
      ),
      runs(300),
    )
  })

  it('leaves nothing of a link that could be used or guessed, whatever is around it', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ab1.%2Ef=&?/ -_~\n"'), maxLength: 30 })
    const spelling = fc
      .func(fc.nat({ max: 2 }))
      .map(
        (depth) => (text: string) =>
          Array.from(text, (c, i) => [c, encoded(c), encoded(encoded(c))][depth(i)]).join(''),
      )
    const cut = fc.nat({ max: 25 })
    fc.assert(
      fc.property(noise, noise, fileIds, permLists, spelling, cut, (before, after, fileId, perms, spell, missing) => {
        const link = links.sign(fileId, perms, 60)
        const left = link.slice(0, link.length - missing)
        const log = redactLink(before + spell(left) + after)
        // The characters of the MAC that are left, 18 at least.
        const secret = left.slice(link.length - 43)
        expect(decoded(decoded(log))).not.toContain(secret)
        expect(redactLink(log)).toBe(log)
      }),
      runs(300),
    )
  })

  it('redacts what follows a link directly, which may be the link itself', () => {
    const imitation = `1.k.e1.f1.pread.${'a'.repeat(30)}`
    expect(redactLink(`${imitation}${token}&a=1`)).toBe('[link]&a=1')
    expect(redactLink(`${imitation}${'a'.repeat(5000)}${token}&a=1`)).toBe('[link]&a=1')
    expect(redactLink(`1.k.e1.f1.pread${token}&a=1`)).toBe('1.k.e1.f1.pread[link]&a=1')
  })

  it('takes linear time', () => {
    const start = '1.k.e1.fa.pa.'
    for (const piece of [
      ...['1.a.', '1', 'a', '%', '%31', '1b.a', '%2525', '1.%2E', '1.%252E%2', '%25%33%31', '1.k.aaaaaaaaaaaaaaaaaaa '],
      // Beginnings of links in beginnings of links.
      ...[
        '1.1.C1.',
        '1.1.a1.e1.f',
        '1.k.e1.f1.h1.',
        '1.k.e1.f1.p.r1.',
        '1.k.e1.f1.pa~e1.',
        '1.C.',
        `1.k.${'C1.'.repeat(8)}`,
        start,
        `${start} `,
        token,
      ],
      ...[`1.k.C${'a'.repeat(500)}`, `1.k.C${'%61'.repeat(500)}`],
    ]) {
      expect(growth(redactLink, piece), piece).toBeLessThan(LINEAR)
    }
  })

  it('takes each escape of an escape in one way only', () => {
    for (const unit of ['%2525', '%252525', '%2525252525', '%25%32%35']) {
      const hostile = `1.${unit.repeat(40)}`.repeat(20)
      // A second way for each would be tried in every combination, tens of thousands of times as long.
      const plain = '1'.repeat(hostile.length)
      const ratio = costRatio(
        () => redactLink(hostile),
        () => redactLink(plain),
      )
      expect(ratio, unit).toBeLessThan(1000)
    }
  })

  it('takes ten million characters', () => {
    for (const filling of ['a', '1.a.', '%61', '~e1.']) {
      const rest = filling.repeat(10_000_000 / filling.length)
      expect(redactLink(`${token}${rest}`)).toBe('[link]')
      expect(redactLink(`1.k.C${rest} ${token}`).slice(-7)).toBe(' [link]')
    }
  })

  it('refuses what is neither text nor a URL', () => {
    for (const value of [undefined, null, 7, {}, { href: 7 }])
      expect(() => redactLink(untyped(value))).toThrow(
        new TypeError('redactLink: the argument must be a string or a URL'),
      )
  })
})
