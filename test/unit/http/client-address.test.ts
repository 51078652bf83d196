import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseClientAddress } from '../../../src/http/client-address.ts'
import { linksAt } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'

const ports = fc.nat({ max: 65_535 })

describe('parseClientAddress', () => {
  it.each([
    ['203.0.113.5:51008', '203.0.113.5'],
    ['203.0.113.5:0', '203.0.113.5'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:DB8:0:0:0:0:0:1]:65535', '2001:DB8:0:0:0:0:0:1'],
    ['[::]', '::'],
    ['[::ffff:203.0.113.5]:51008', '::ffff:203.0.113.5'],
  ])('takes port and brackets from %s', (text, expected) => {
    expect(parseClientAddress(text)).toBe(expected)
  })

  it.each([
    '203.0.113.5',
    '2001:db8::1',
    // An address whose last group may have been meant as a port.
    '2001:db8::1:443',
    '::ffff:203.0.113.5',
    '::ffff:203.0.113.5:51008',
    '',
    'unknown',
    '_hidden',
    'localhost:80',
    '203.0.113.5:',
    '203.0.113.5:x',
    '203.0.113.5:080',
    '203.0.113.5:123456',
    '203.0.113.5:65536',
    '[2001:db8::1]:65536',
    '203.0.113.5:80:80',
    '203.0.113.5:80, 203.0.113.6:80',
    ' 203.0.113.5:80',
    '203.0.113.5:80\n',
    '203.0.113:80',
    '203.0.113.5.6:80',
    '203.0.113.5/24',
    '[203.0.113.5]',
    '[203.0.113.5]:80',
    '[2001:db8::1',
    '2001:db8::1]',
    '2001:db8::1]:443',
    '[2001:db8::1]443',
    '[2001:db8::1]:',
    '[[2001:db8::1]]',
    '[fe80::1%eth0]:443',
    '"[2001:db8::1]:443"',
    '[]',
    '[]:80',
  ])('does not change %j', (text) => {
    expect(parseClientAddress(text)).toBe(text)
  })

  it('finds the address of either family, and does not change an address without a port', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), ports, (ipv4, ipv6, port) => {
        expect([`${ipv4}:${port}`, ipv4].map(parseClientAddress)).toEqual([ipv4, ipv4])
        expect([`[${ipv6}]:${port}`, `[${ipv6}]`, ipv6].map(parseClientAddress)).toEqual([ipv6, ipv6, ipv6])
      }),
      runs(1000),
    )
  })

  it('takes away brackets and a port, and nothing else, from any text', () => {
    const text = fc.oneof(fc.string({ unit: fc.constantFrom(...'12.:[]af%/ "') }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(text, (given) => {
        const address = parseClientAddress(given)
        expect(parseClientAddress(address)).toBe(address)
        if (address !== given) expect([`[${address}]`, address]).toContain(given.replace(/(?<=[\].\d]):\d+$/, ''))
      }),
      runs(1000),
    )
  })

  it('leaves it to verify to refuse what is not an address', () => {
    const links = linksAt()
    const token = links.sign('f', 'read', 60, { addresses: ['203.0.113.0/24', '2001:db8::/32'] })
    const codeOf = (text: string) => links.tryVerify(token, { address: parseClientAddress(text) }).code
    for (const right of ['203.0.113.5:1', '[2001:db8::1]:443', '[2001:db8::1]']) expect(codeOf(right)).toBeUndefined()
    for (const wrong of ['203.0.113.256:1', '203.0.113.05:1', '[2001:db8:::1]', '[2001:db8]:1', '[:::]:443']) {
      expect(codeOf(wrong)).toBe('wrong-address')
    }
  })
})
