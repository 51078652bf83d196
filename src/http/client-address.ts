const PORT = ':(0|[1-9][0-9]{0,4})'
const IPV4_WITH_PORT = new RegExp(`^([0-9]{1,3}(?:\\.[0-9]{1,3}){3})${PORT}$`)
const IPV6_IN_BRACKETS = new RegExp(`^\\[([0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]+)\\](?:${PORT})?$`)

/**
 * An address as a proxy writes it, without its brackets and port: `192.0.2.7:51008`, `[2001:db8::1]`, `[2001:db8::1]:443` (RFC 7239,
 * section 6; Azure and IIS append the port in `X-Forwarded-For` too). All other text is returned unchanged, so that `verify` refuses it if
 * it is not an address. `2001:db8::1:443` is an address: without brackets, its last group cannot be told from a port.
 */
export function parseClientAddress(text: string): string {
  const [, address = text, port = '0'] = IPV4_WITH_PORT.exec(text) ?? IPV6_IN_BRACKETS.exec(text) ?? []
  return Number(port) <= 65_535 ? address : text
}
