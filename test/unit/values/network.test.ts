import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInNetworks, isNetwork, toNetwork } from '../../../src/values/network.ts'
import { runs } from '../../support/runs.ts'

/** Whether an address is in a network, both as people write them. */
function contains(network: string, address: string | undefined): boolean {
  const canonical = toNetwork(network)
  expect(canonical).toBeDefined()
  return isInNetworks([canonical as string], address)
}

/** Networks of both families and any prefix, without host bits. */
const networks = fc.oneof(cidrs(32, ipv4Text), cidrs(128, ipv6Text))

function cidrs(bits: number, write: (address: bigint) => string): fc.Arbitrary<string> {
  return fc.tuple(fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }), fc.nat(bits)).map(([address, prefix]) => {
    const host = BigInt(bits - prefix)
    return `${write((address >> host) << host)}/${prefix}`
  })
}

function ipv4Text(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join('.')
}

function ipv6Text(address: bigint): string {
  const hex = address.toString(16).padStart(32, '0')
  return (hex.match(/.{4}/g) ?? []).join(':')
}

describe('an address in a network', () => {
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
  ])('%s contains %s: %s', (network, address, expected) => {
    expect(contains(network, address)).toBe(expected)
  })

  it.each([
    ['192.0.2.0/24', '::ffff:192.0.2.9'],
    ['192.0.2.0/24', '::FFFF:c000:209'],
    ['192.0.2.0/24', '0:0:0:0:0:ffff:192.0.2.9'],
    ['::ffff:192.0.2.0/120', '192.0.2.9'],
    ['::ffff:c000:200/120', '::ffff:192.0.2.9'],
    ['::ffff:192.0.2.9', '192.0.2.9'],
    ['0000:0000:0000:0000:0000:ffff:198.151.100.101', '198.151.100.101'], // 45 characters, the longest address
    ['198.151.100.101', '0000:0000:0000:0000:0000:ffff:198.151.100.101'],
    ['::ffff:0:0/96', '203.0.113.1'],
    ['0.0.0.0/0', '::ffff:203.0.113.1'],
  ])('counts as IPv4 if it is mapped, on both sides: %s contains %s', (network, address) => {
    expect(contains(network, address)).toBe(true)
    expect(contains(network, '2001:db8::1')).toBe(false)
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
  ])('is never in a network of the other family: %s does not contain %s', (network, address) => {
    expect(contains(network, address)).toBe(false)
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
  ])('is in no network if it is not an address: %o', (address) => {
    expect(['0.0.0.0/0', '::/0'].map((network) => contains(network, address))).toEqual([false, false])
  })

  it('agrees with BlockList for unmapped addresses of one family, on which runtimes agree', () => {
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

        expect(contains(`${network}/${prefix}`, address)).toBe(list.check(address, base.family))
      }),
      runs(300),
    )
  })
})

describe('a network as text', () => {
  it.each([
    ['192.0.2.0/24', 'c000020018'],
    ['192.0.2.7', 'c000020720'],
    ['192.0.2.7/32', 'c000020720'],
    ['::ffff:192.0.2.7', 'c000020720'],
    ['::ffff:c000:207/128', 'c000020720'],
    ['0.0.0.0/0', '0000000000'],
    ['::ffff:0:0/96', '0000000000'],
    ['2001:DB8::', '20010db800000000000000000000000080'],
    ['2001:db8:0::0/128', '20010db800000000000000000000000080'],
    ['::/0', '0000000000000000000000000000000000'],
  ])('%s becomes %s', (text, canonical) => {
    expect(toNetwork(text)).toBe(canonical)
  })

  it('becomes a canonical network that contains its own address, whatever it is', () => {
    fc.assert(
      fc.property(networks, (text) => {
        const [address] = text.split('/')
        const canonical = toNetwork(text) as string
        expect(isNetwork(canonical)).toBe(true)
        expect(isInNetworks([canonical], address)).toBe(true)
        expect(toNetwork(text.toUpperCase())).toBe(canonical)
      }),
      runs(300),
    )
  })

  it.each(['192.0.2.1/24', '192.0.2.1/0', '2001:db8::1/64', '::ffff:192.0.2.1/120', '::ffff:0:0/95'])(
    'is not a network if it has host bits: %s',
    (text) => {
      expect(toNetwork(text)).toBe(undefined)
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
  ])('is not a network if it has another form: %s', (text) => {
    expect(toNetwork(text)).toBe(undefined)
  })
})

describe('a network in a token', () => {
  it.each(['c000020018', 'c000020720', '0000000000', `${'0'.repeat(32)}00`, `20010db8${'0'.repeat(24)}80`])(
    'has one spelling: %s',
    (text) => {
      expect(isNetwork(text)).toBe(true)
    },
  )

  it.each([
    ['is in upper case', 'C000020018'],
    ['has host bits', 'c000020118'],
    ['has too long a prefix', 'c000020021'],
    ['has too long a prefix for IPv6', `${'0'.repeat(32)}81`],
    ['is mapped', '00000000000000000000ffffc000020180'],
    ['contains all mapped addresses', '00000000000000000000ffff0000000060'],
    ['is too short', 'c0000200'],
    ['is too long', 'c00002001800'],
    ['has another digit', 'g000020018'],
    ['is empty', ''],
    ['is what people write', '192.0.2.0/24'],
  ])('has another spelling if it %s', (_, text) => {
    expect(isNetwork(text)).toBe(false)
  })
})

/** The network with a prefix of `prefix` bits that contains an address. */
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
