import { normalizeSet } from '../values/check.ts'
import { parseSet } from '../values/encoding.ts'
import { isInNetworks, isNetwork, networkText, toNetwork } from '../values/network.ts'
import { resolveMember } from '../values/request.ts'
import { type Condition, defineCondition } from './condition.ts'

type Networks = readonly string[]

/**
 * `addresses`: only some networks may use the link (SPEC.md, section 5.5). What all blocks require is their lists, each of which must have
 * the address: networks could be intersected, but a list of lists needs no proof.
 */
export const addresses: Condition<Networks, readonly Networks[]> = defineCondition<Networks, readonly Networks[]>({
  name: 'addresses',
  letters: 'a',
  signerOnly: false,
  normalize: (option) => normalizeSet(option, 'addresses', normalizeNetwork),
  toOption: (networks) => networks.map(networkText),
  encode: (networks) => `.a${networks.join('_')}`,
  parse: (_letter, field) => parseSet(field, '_', isNetwork),
  intersect: (lists) => lists.filter((networks) => networks !== undefined),
  refuse: (lists, request) => {
    const address = resolveMember(request, 'address')
    return lists.every((networks) => isInNetworks(networks, address)) ? undefined : 'wrong-address'
  },
})

function normalizeNetwork(entry: unknown): string {
  if (typeof entry !== 'string') throw new TypeError('addresses must be strings')
  const network = toNetwork(entry)
  if (network === undefined)
    throw new RangeError('addresses must be IPv4 or IPv6 addresses, or CIDRs without host bits')
  return network
}
