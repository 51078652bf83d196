import { createLinks } from 'daypass'
import { describe, expect, it } from 'vitest'
import { KEY } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'

const links = createLinks({ keys: [KEY] })

function sign(...addresses: string[]): string {
  return links.sign('scan-42', 'read', '1h', { addresses })
}

/** The field of the addresses in a token. */
function fieldOf(...addresses: string[]): string | undefined {
  return sign(...addresses)
    .split('.')
    .find((field) => field.startsWith('a'))
}

describe('which address a link admits', () => {
  // Which address is in which network: test/unit/values/network.test.ts.
  it.each([
    ['192.0.2.1', true],
    ['2001:db8::1', true],
    ['198.51.100.7', true],
    ['::ffff:198.51.100.7', true],
    ['198.51.100.8', false],
    ['2001:db9::', false],
    ['192.0.2.1:80', false],
    ['unknown', false],
    [undefined, false],
  ])('is any address in one of its networks: %s, %s', (address, expected) => {
    const token = sign('192.0.2.0/24', '2001:db8::/32', '198.51.100.7')
    expect(links.tryVerify(token, { address }).code).toBe(expected ? undefined : 'wrong-address')
  })
})

describe('the option addresses', () => {
  it.each(['192.0.2.1/24', '2001:db8::1/64', '', 'example.org', '0'.repeat(100_000)])(
    'throws for what is not a network, at any place of the list: %s',
    (network) => {
      const message = 'addresses must be IPv4 or IPv6 addresses, or CIDRs without host bits'
      expect(() => sign(network)).toThrow(new RangeError(message))
      expect(() => sign('192.0.2.1', network)).toThrow(new RangeError(message))
    },
  )

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
  ])('throws for %s', (_, addresses) => {
    const options = { addresses } as unknown as { addresses: string[] }

    expect(() => links.sign('scan-42', 'read', '1h', options)).toThrow(TypeError)
  })

  it('is read once', () => {
    const addresses = ['192.0.2.1']
    const token = links.sign('scan-42', 'read', '1h', { addresses })
    addresses[0] = '198.51.100.1'

    expect(links.tryVerify(token, { address: '192.0.2.1' }).ok).toBe(true)
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

  // A holder writes these. The worst that may come of one is a condition too many.
  it.each([
    ['has networks out of order', 'ac000020720_c000020018'],
    ['repeats a network', 'ac000020018_c000020018'],
    ['has a network with host bits', 'ac000020118'],
    ['has a mapped network', 'a00000000000000000000ffffc000020180'],
    ['is empty', 'a'],
    ['has an empty network', 'a_c000020018'],
    ['has another separator', 'ac000020018-c000020720'],
  ])('is malformed if it %s', (_, field) => {
    const token = links.sign('scan-42', 'read', '1h')

    expect(links.tryVerify(appendBlock(token, 'ac000020018'), { address: '192.0.2.1' }).ok).toBe(true)
    expect(links.tryVerify(appendBlock(token, field), { address: '192.0.2.1' }).code).toBe('malformed')
  })
})
