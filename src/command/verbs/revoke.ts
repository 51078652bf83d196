import type { RevokeSubject } from 'daypass/managed'
import { usage } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import { KEYS_FLAGS, readKeys } from '../keys-source.ts'
import { LINKS_FLAGS } from '../links-flags.ts'
import { STORE_FLAGS } from '../store-flags.ts'
import { readToken, TOKEN_FLAGS } from '../token-source.ts'
import type { Verb } from '../verb.ts'
import { withManaged } from '../with-managed.ts'

export const revoke: Verb = {
  synopsis: '--store STORE (TOKEN | --link-id ID | --file FILE_ID | --ref TEXT | --policy NAME | --all) [option…]',
  about:
    'Revokes links, and prints until when links of the same subject that a server signs are refused too. Only TOKEN needs keys.',
  flags: {
    'link-id': { type: 'string', value: 'ID', about: 'the link with this id, and all narrowed from it' },
    file: { type: 'string', value: 'FILE_ID', about: 'all links to this file' },
    tree: { type: 'boolean', about: 'with --file: all links to this folder, and to everything in it' },
    ref: { type: 'string', value: 'TEXT', about: 'all links with this ref' },
    policy: { type: 'string', value: 'NAME', about: 'all links under this policy' },
    all: { type: 'boolean', about: 'all links of the purpose' },
    'bound-to': { type: 'string', value: 'TEXT', about: 'with TOKEN: what a bound link is bound to' },
    ...STORE_FLAGS,
    ...TOKEN_FLAGS,
    ...KEYS_FLAGS,
    ...LINKS_FLAGS,
  },
  positionals: { min: 0, max: 1 },
  examples: [
    'pbpaste | daypass revoke - --store redis://127.0.0.1:6379',
    'daypass revoke --file studies/42 --tree --store sqlite:links.db',
  ],
  run: async (given, io) => {
    const subject = await subjectOf(given, io)
    const keys = 'token' in subject ? await readKeys(given, io) : undefined
    const { until } = await withManaged(given, io, keys, (managed) => managed.revoke(subject))
    return { text: until.toISOString(), json: { until } }
  },
}

async function subjectOf(given: Given, io: Io): Promise<RevokeSubject> {
  const named = ['link-id', 'file', 'ref', 'policy', 'all'].filter((name) => given.has(name))
  const [name] = named
  if (named.length + given.positionals.length !== 1) {
    throw usage('name what to revoke: exactly one of TOKEN, --link-id, --file, --ref, --policy and --all')
  }
  if (given.has('tree') && name !== 'file') throw usage('--tree needs --file')
  if (given.has('bound-to') && name !== undefined) throw usage('--bound-to needs TOKEN')
  const text = name === undefined ? '' : (given.text(name) as string)
  switch (name) {
    case 'link-id':
      return { linkId: text }
    case 'file':
      return given.has('tree') ? { fileId: text, scope: 'tree' } : { fileId: text }
    case 'ref':
      return { ref: text }
    case 'policy':
      return { policy: text }
    case 'all':
      return { all: true }
    default: {
      const boundTo = given.text('bound-to')
      const token = await readToken(given, io)
      return boundTo === undefined ? { token } : { token, boundTo }
    }
  }
}
