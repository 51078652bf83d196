// Networks are text here: the network's bytes in lower-case hex, then the prefix length as two hex digits, so that
// 192.0.2.0/24 is "c000020018". IPv4 and IPv6 differ in length, so that neither ever matches the other.
const IPV4_OCTET = /^(?:0|[1-9][0-9]{0,2})$/
const IPV6_GROUP = /^[0-9a-f]{1,4}$/i
const NETWORK = /^(?:[0-9a-f]{8}|[0-9a-f]{32})[0-9a-f]{2}$/
const MAPPED = '00000000000000000000ffff' // ::ffff:0:0/96 is IPv4 (RFC 4291, section 2.5.5.2)

/** Whether `text` is a network in its canonical form. In place: a holder can make a verifier look at more than a hundred. */
export function isNetwork(text: string): boolean {
  if (!NETWORK.test(text)) return false
  const digits = text.length - 2
  const prefix = prefixOf(text)
  if (prefix > digits * 4 || text.startsWith(MAPPED)) return false
  const whole = prefix >> 2
  if (whole === digits) return true
  if ((digitAt(text, whole) & (0x0f >> (prefix & 3))) !== 0) return false
  for (let i = whole + 1; i < digits; i++) if (text.charCodeAt(i) !== 0x30) return false
  return true
}

/** An address as hex, 8 digits for IPv4 and 32 for IPv6; undefined if the text is not an address. Zone ids are not accepted. */
function addressHex(text: string): string | undefined {
  const hex = plainHex(text)
  return hex?.startsWith(MAPPED) ? hex.slice(MAPPED.length) : hex
}

/** Whether an address is in one of the networks. A missing or malformed address is in none. */
export function isInNetworks(networks: readonly string[], address: string | undefined): boolean {
  const hex = address === undefined ? undefined : addressHex(address)
  if (hex === undefined) return false
  return networks.some((network) => contains(network, hex))
}

/** Whether the first bits of an address are those of a network. */
function contains(network: string, hex: string): boolean {
  if (network.length !== hex.length + 2) return false
  const prefix = prefixOf(network)
  const whole = prefix >> 2
  for (let i = 0; i < whole; i++) if (network.charCodeAt(i) !== hex.charCodeAt(i)) return false
  return (prefix & 3) === 0 || ((digitAt(network, whole) ^ digitAt(hex, whole)) & (0xf0 >> (prefix & 3))) === 0
}

/** The prefix length of a network: its last two digits. */
function prefixOf(network: string): number {
  return digitAt(network, network.length - 2) * 16 + digitAt(network, network.length - 1)
}

/** Value of a digit in lower-case hex. */
function digitAt(hex: string, i: number): number {
  const code = hex.charCodeAt(i)
  return code < 0x61 ? code - 0x30 : code - 0x57
}

/** The canonical form of an address or a CIDR; undefined if it is neither, or has host bits. */
export function toNetwork(text: string): string | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? text : text.slice(0, slash)
  const hex = plainHex(address)
  if (hex === undefined) return undefined
  if (slash < 0) return canonicalOrMapped(hex, hex.length * 4)
  const prefix = text.slice(slash + 1)
  return /^(?:0|[1-9][0-9]{0,2})$/.test(prefix) ? canonicalOrMapped(hex, Number(prefix)) : undefined
}

/** A network as a CIDR, or as an address if it has only one. IPv6 is written in full: eight groups, without leading zeros. */
export function networkText(network: string): string {
  const hex = network.slice(0, -2)
  const prefix = Number.parseInt(network.slice(-2), 16)
  const isIpv4 = hex.length === 8
  const parts = hex.match(isIpv4 ? /../g : /..../g) as readonly string[]
  const numbers = parts.map((part) => Number.parseInt(part, 16).toString(isIpv4 ? 10 : 16))
  const address = numbers.join(isIpv4 ? '.' : ':')
  return prefix === hex.length * 4 ? address : `${address}/${prefix}`
}

function canonicalOrMapped(hex: string, prefix: number): string | undefined {
  const mapped = hex.startsWith(MAPPED) && prefix >= 96
  return mapped ? canonical(hex.slice(MAPPED.length), prefix - 96) : canonical(hex, prefix)
}

/** The canonical form of a network, or undefined: prefix too long, host bits set, or an IPv4-mapped IPv6 network. */
function canonical(hex: string, prefix: number): string | undefined {
  if (prefix > hex.length * 4 || maskHex(hex, prefix) !== hex) return undefined
  if (hex.startsWith(MAPPED)) return undefined
  return hex + prefix.toString(16).padStart(2, '0')
}

/** `hex` with all but its first `bits` bits set to zero. */
function maskHex(hex: string, bits: number): string {
  const whole = bits >> 2
  const mask = 0xf0 >> (bits & 3)
  const digit = whole < hex.length ? (Number.parseInt(hex.charAt(whole), 16) & mask).toString(16) : ''
  return (hex.slice(0, whole) + digit).padEnd(hex.length, '0')
}

function plainHex(text: string): string | undefined {
  if (text.length > 45) return undefined // the longest form: six groups and a dotted quad
  return text.includes(':') ? ipv6Hex(text) : ipv4Hex(text)
}

function ipv4Hex(text: string): string | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => IPV4_OCTET.test(octet) && Number(octet) <= 255)) return undefined
  return octets.map((octet) => Number(octet).toString(16).padStart(2, '0')).join('')
}

function ipv6Hex(text: string): string | undefined {
  const tail = text.lastIndexOf(':') + 1
  const quad = text.includes('.', tail) ? ipv4Hex(text.slice(tail)) : ''
  if (quad === undefined) return undefined
  const groups = quad === '' ? text : `${text.slice(0, tail)}${quad.slice(0, 4)}:${quad.slice(4)}`
  const halves = groups.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [head, rest] = halves as [string[], string[]?]
  const missing = 8 - halves.flat().length
  if (halves.length > 2 || (rest === undefined ? missing !== 0 : missing < 1)) return undefined
  const all = [...head, ...Array<string>(missing).fill('0'), ...(rest ?? [])]
  return all.every((group) => IPV6_GROUP.test(group))
    ? all.map((g) => g.toLowerCase().padStart(4, '0')).join('')
    : undefined
}
