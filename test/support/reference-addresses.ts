import { isIPv4, isIPv6 } from 'node:net'

/** Whether one of some networks, as text, holds an address, as text: a prefix of strings of bits. */
export function holdsAddress(networks: readonly string[], address: string | undefined): boolean {
  const bits = address === undefined ? undefined : bitsOf(address)
  return networks.some((network) => {
    const [base = '', prefix] = network.split('/')
    const all = bitsOf(base) ?? ''
    // A mapped network of at least 96 bits has lost those 96 in bitsOf, as its addresses have.
    const written = base.includes(':') ? 128 : 32
    const length = prefix === undefined ? all.length : Number(prefix) - (written - all.length)
    return bits?.length === all.length && bits.startsWith(all.slice(0, length))
  })
}

/** The 32 or 128 bits of an address, or undefined where it is none. */
export function bitsOf(address: string): string | undefined {
  if (isIPv4(address))
    return address
      .split('.')
      .map((octet) => binary(Number(octet), 8))
      .join('')
  if (!isIPv6(address) || address.includes('%')) return undefined
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(8 - left.length - right.length).fill('0')
  const bits = [...left, ...zeros, ...right].map((group) => binary(Number.parseInt(group, 16), 16)).join('')
  return bits.startsWith('0'.repeat(80) + '1'.repeat(16)) ? bits.slice(96) : bits
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0')
}
