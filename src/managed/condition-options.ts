import type { Conditions } from '../conditions/conditions.ts'
import { CONDITIONS } from '../conditions/list.ts'

/** The options that conditions were made from, each in its canonical form. */
export function conditionOptions(values: Conditions): object {
  return Object.fromEntries(
    CONDITIONS.flatMap(({ name }, i) => (values[i] === undefined ? [] : [[name, toOption(name, values[i])]])),
  )
}

/** Networks are the only values that an option does not take as they are. */
function toOption(name: string, value: unknown): unknown {
  return name === 'addresses' ? (value as readonly string[]).map(networkText) : value
}

/** A network as a CIDR, or as an address if it has only one. IPv6 is written in full: eight groups, without leading zeros. */
function networkText(network: string): string {
  const hex = network.slice(0, -2)
  const prefix = Number.parseInt(network.slice(-2), 16)
  const isIpv4 = hex.length === 8
  const parts = hex.match(isIpv4 ? /../g : /..../g) as readonly string[]
  const numbers = parts.map((part) => Number.parseInt(part, 16).toString(isIpv4 ? 10 : 16))
  const address = numbers.join(isIpv4 ? '.' : ':')
  return prefix === hex.length * 4 ? address : `${address}/${prefix}`
}
