import type { LinkRequest } from 'daypass'
import type { ManagedGrant } from 'daypass/managed'
import { toNetwork } from '../../values/network.ts'
import { defined } from '../defined.ts'
import { usage } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import { KEYS_FLAGS, readKeys } from '../keys-source.ts'
import { LINKS_FLAGS, linksOptionsOf } from '../links-flags.ts'
import { showTerms } from '../show-terms.ts'
import { STORE_FLAGS } from '../store-flags.ts'
import { readToken, TOKEN_FLAGS } from '../token-source.ts'
import type { Verb } from '../verb.ts'
import { withManaged } from '../with-managed.ts'

export const verify: Verb = {
  synopsis: 'TOKEN [--file FILE_ID] [--perm PERM] [option…]',
  about:
    'Prints what a link grants for a request, or why it is refused. TOKEN can be a URL, or - for stdin. It never counts a use.',
  flags: {
    file: { type: 'string', value: 'FILE_ID', about: "the requested file (default: the link's own)" },
    perm: { type: 'string', value: 'PERM', about: 'the required permission (default: any)' },
    address: { type: 'string', value: 'IP', about: "the client's address" },
    https: { type: 'boolean', about: 'the request came over https' },
    'bound-to': { type: 'string', value: 'TEXT', about: 'the session, user or tenant of the request' },
    ...TOKEN_FLAGS,
    ...KEYS_FLAGS,
    ...LINKS_FLAGS,
    ...STORE_FLAGS,
  },
  positionals: { min: 1, max: 1 },
  examples: [
    'daypass verify "https://files.example.org/files/q3.pdf?token=…" --file q3.pdf --perm read',
    'pbpaste | daypass verify - --https --store redis://127.0.0.1:6379 --json',
  ],
  run: async (given, io) => {
    const token = await readToken(given, io)
    const grant = given.has('store') ? await verifyWithStore(given, io, token) : await verifyAlone(given, io, token)
    return { text: `accepted: ${showTerms(grant, Date.now())}`, json: { grant } }
  },
}

async function verifyAlone(given: Given, io: Io, token: string): Promise<object> {
  const { createLinks } = await import('daypass')
  const links = createLinks<string>({ keys: await readKeys(given, io), ...linksOptionsOf(given) })
  return links.verify(token, requestOf(given))
}

async function verifyWithStore(given: Given, io: Io, token: string): Promise<ManagedGrant> {
  const keys = await readKeys(given, io)
  return await withManaged(given, io, keys, (managed) => managed.verify(token, { ...requestOf(given), count: false }))
}

/** @throws Failure if it is not an address: a link without addresses would otherwise be accepted from anywhere */
function addressOf(given: Given): string | undefined {
  const address = given.text('address')
  if (address === undefined || (!address.includes('/') && toNetwork(address) !== undefined)) return address
  throw usage('--address must be an IPv4 or IPv6 address, without a port')
}

function requestOf(given: Given): LinkRequest {
  return defined({
    fileId: given.text('file'),
    perm: given.text('perm'),
    address: addressOf(given),
    secure: given.has('https') ? true : undefined,
    boundTo: given.text('bound-to'),
  })
}
