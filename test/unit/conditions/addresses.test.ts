import { BlockList } from 'node:net'
import { createLinks } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'
import { runs } from '../../support/runs.ts'

const links = createLinks({ keys: [KEY] })

function sign(...addresses: string[]): string {
  return links.sign('scan-42', 'read', '1h', { addresses })
}

function admits(addresses: string | string[], address: string | undefined): boolean {
  const result = links.tryVerify(sign(...[addresses].flat()), { address })
  if (!result.ok) expect(result.code).toBe('wrong-address')
  return result.ok
}

/** The field of the addresses in a token. */
function fieldOf(...addresses: string[]): string | undefined {
  return sign(...addresses)
    .split('.')
    .find((field) => field.startsWith('a'))
}

describe('which address a link admits', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.7/32', '192.0.2.7', true],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.0/25', '192.0.2.127', true],
    ['192.0.2.0/25', '192.0.2.128', false],
    ['192.0.2.128/26', '192.0.2.191', true],
    ['192.0.2.128/26', '192.0.2.192', false],
    ['192.0.2.128/26', '192.0.2.127', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['128.0.0.0/1', '127.255.255.255', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:db8::/33', '2001:db8:7fff::', true],
    ['2001:db8::/33', '2001:db8:8000::', false],
    ['2001:db8::1', '2001:DB8:0:0:0:0:0:1', true],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1', true],
    ['::1/128', '::1', true],
    ['::/0', 'ffff::', true],
  ])('%s, asked from %s: %s', (network, address, expected) => {
    expect(admits(network, address)).toBe(expected)
  })

  it('is any that one of the networks holds', () => {
    const networks = ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7']

    expect(['192.0.2.1', '2001:db8::1', '198.51.100.7'].map((address) => admits(networks, address))).toEqual([
      true,
      true,
      true,
    ])
    expect(admits(networks, '198.51.100.8')).toBe(false)
  })

  it.each([
    ['192.0.2.0/24', '::ffff:192.0.2.9'],
    ['192.0.2.0/24', '::FFFF:c000:209'],
    ['192.0.2.0/24', '0:0:0:0:0:ffff:192.0.2.9'],
    ['::ffff:192.0.2.0/120', '192.0.2.9'],
    ['::ffff:c000:200/120', '::ffff:192.0.2.9'],
    ['::ffff:192.0.2.9', '192.0.2.9'],
    ['0000:0000:0000:0000:0000:ffff:198.151.100.101', '198.151.100.101'], // 45 characters, as long as an address gets
    ['198.151.100.101', '0000:0000:0000:0000:0000:ffff:198.151.100.101'],
    ['::ffff:0:0/96', '203.0.113.1'],
    ['0.0.0.0/0', '::ffff:203.0.113.1'],
  ])('takes a mapped address for IPv4 on both sides: %s, asked from %s', (network, address) => {
    expect(admits(network, address)).toBe(true)
    expect(admits(network, '2001:db8::1')).toBe(false)
  })

  it.each([
    ['::/0', '192.0.2.1'],
    ['::/0', '::ffff:192.0.2.1'],
    ['::/80', '::ffff:192.0.2.1'],
    ['::fffe:0:0/95', '::ffff:192.0.2.1'],
    ['0.0.0.0/0', '::'],
    ['0.0.0.0/0', '::192.0.2.1'],
    ['0.0.0.0/0', '64:ff9b::192.0.2.1'],
    ['192.0.2.1', '2002:c000:201::'],
    ['192.0.2.1', '::192.0.2.1'],
    ['192.0.2.1', '::fffe:192.0.2.1'],
    ['192.0.2.1', 'c000:201::'],
  ])('never matches one family by the other: %s, asked from %s', (network, address) => {
    expect(admits(network, address)).toBe(false)
  })

  it.each([
    undefined,
    '',
    ' 192.0.2.1',
    '192.0.2.1 ',
    '192.0.2.1\n',
    '192.0.2.1:80',
    '192.0.2.1/32',
    '192.0.2.01',
    '192.0.2',
    '192.0.2.1.0',
    '192.0.2.256',
    '0xc0.0.2.1',
    '3221225985',
    '192.0.2.1,192.0.2.1',
    '[2001:db8::1]',
    '2001:db8::1%eth0',
    '2001:db8::1/128',
    '2001:db8:::1',
    '2001::db8::1',
    '2001:db8:0:0:0:0:1',
    '2001:db8:0:0:0:0:0:0:1',
    '1:2:3:4:5:6:7:8::',
    '2001:db8::00001',
    '2001:db8::g',
    '::ffff:192.0.2.256',
    '192.0.2.1::',
    '192.0.2.1:db8::1',
    ':2001:db8::1',
    '２001:db8::1',
    'unknown',
  ])('refuses what is no address: %o', (address) => {
    expect(admits(['0.0.0.0/0', '::/0'], address)).toBe(false)
  })

  it('agrees with BlockList where runtimes agree on it: one family, nothing mapped', () => {
    const ipv4 = fc.ipV4().map((text) => ({ text, family: 'ipv4' as const, bits: 32 }))
    const ipv6 = fc
      .array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 })
      .map((groups) => ({ text: groups.map((g) => g.toString(16)).join(':'), family: 'ipv6' as const, bits: 128 }))
    const pair = fc.oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6))

    fc.assert(
      fc.property(pair, fc.nat(127), fc.boolean(), ([base, other], n, near) => {
        const prefix = 1 + (n % base.bits)
        const network = withoutHostBits(base.text, prefix)
        const list = new BlockList()
        list.addSubnet(network, prefix, base.family)
        const address = near ? base.text : other.text

        expect(admits(`${network}/${prefix}`, address)).toBe(list.check(address, base.family))
      }),
      runs(300),
    )
  })
})

describe('the option addresses', () => {
  it.each([['192.0.2.1/24'], ['192.0.2.1/0'], ['2001:db8::1/64'], ['::ffff:192.0.2.1/120'], ['::ffff:0:0/95']])(
    'refuses host bits: %s',
    (network) => {
      expect(() => sign(network)).toThrow(RangeError)
    },
  )

  it.each([
    '',
    '/',
    '/24',
    '192.0.2.0/',
    '192.0.2.0/33',
    '192.0.2.0/024',
    '192.0.2.0/-1',
    '192.0.2.0/+8',
    '192.0.2.0/8.0',
    '192.0.2.0/24/24',
    '192.0.2.0/255.255.255.0',
    '192.0.2.*',
    '192.0.2.1-192.0.2.9',
    '192.0.2',
    '192.0.2.01',
    '192.0.2.256',
    '256.0.0.0/8',
    'example.org',
    '2001::db8::1',
    '2001:db8:0:0:0:0:1',
    '1:2:3:4:5:6:7:8::',
    '2001:db8::/129',
    '2001:db8::%1/64',
    '[2001:db8::]/32',
    '::ffff:192.0.2.0/24',
    '0'.repeat(100_000),
  ])('refuses what is no network: %s', (network) => {
    expect(() => sign('192.0.2.1', network)).toThrow(RangeError)
  })

  it.each([
    ['an empty list', []],
    ['a bare string', '192.0.2.0/24'],
    ['a number', 3221225985],
    ['null', null],
    ['undefined', undefined],
    ['an object', { 0: '192.0.2.0/24', length: 1 }],
    ['a set', new Set(['192.0.2.0/24'])],
    ['a list with a number', ['192.0.2.1', 7]],
    ['a list with a hole', Array<string>(1)],
    ['a list in a list', [['192.0.2.1']]],
  ])('refuses %s', (_, addresses) => {
    const options = { addresses } as unknown as { addresses: string[] }

    expect(() => links.sign('scan-42', 'read', '1h', options)).toThrow(TypeError)
  })

  it('is read once', () => {
    const addresses = ['192.0.2.1']
    const token = links.sign('scan-42', 'read', '1h', { addresses })
    addresses[0] = '198.51.100.1'

    expect(links.tryVerify(token, { address: '198.51.100.1' }).ok).toBe(false)
  })
})

describe('the field of addresses', () => {
  it('has one spelling, whatever the spelling, order and repetition of the option', () => {
    expect(fieldOf('192.0.2.0/24')).toBe('ac000020018')
    expect(fieldOf('192.0.2.7')).toBe('ac000020720')
    expect(fieldOf('2001:DB8::', '192.0.2.7/32', '::ffff:192.0.2.7', '2001:db8:0::0/128')).toBe(
      'a20010db800000000000000000000000080_c000020720',
    )
    expect(fieldOf('0.0.0.0/0', '::/0')).toBe('a0000000000_0000000000000000000000000000000000')
  })

  // A holder writes these; one condition too many is the worst that may come of it.
  it.each([
    ['upper case', 'aC000020018'],
    ['out of order', 'ac000020720_c000020018'],
    ['repeated', 'ac000020018_c000020018'],
    ['host bits', 'ac000020118'],
    ['prefix too long', 'ac000020021'],
    ['prefix of an IPv6 address too long', `a${'0'.repeat(32)}81`],
    ['mapped', 'a00000000000000000000ffffc000020180'],
    ['all that is mapped', 'a00000000000000000000ffff0000000060'],
    ['too short', 'ac0000200'],
    ['no hex', 'ag000020018'],
    ['nothing', 'a'],
    ['an empty network', 'a_c000020018'],
    ['another separator', 'ac000020018-c000020720'],
  ])('is malformed where it is %s', (_, field) => {
    const token = links.sign('scan-42', 'read', '1h')

    expect(links.tryVerify(appendBlock(token, 'ac000020018'), { address: '192.0.2.1' }).ok).toBe(true)
    expect(links.tryVerify(appendBlock(token, field), { address: '192.0.2.1' }).code).toBe('malformed')
  })
})

/** The network of `prefix` bits that an address lies in. */
function withoutHostBits(address: string, prefix: number): string {
  const ipv4 = !address.includes(':')
  const [separator, base, width] = ipv4 ? (['.', 10, 8] as const) : ([':', 16, 16] as const)
  const bits = address.split(separator).map((part) => Number.parseInt(part, base).toString(2).padStart(width, '0'))
  const kept = bits
    .join('')
    .slice(0, prefix)
    .padEnd(ipv4 ? 32 : 128, '0')
  const parts = kept.match(ipv4 ? /.{8}/g : /.{16}/g) ?? []
  return parts.map((part) => Number.parseInt(part, 2).toString(base)).join(separator)
}
