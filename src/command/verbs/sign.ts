import type { ResponseHeaders } from 'daypass'
import type { ManagedSignOptions } from 'daypass/managed'
import { CONDITION_FLAGS, conditionsOf } from '../condition-flags.ts'
import { defined, definedIfAny } from '../defined.ts'
import { usage } from '../failure.ts'
import { entriesOf, type Given, wholeNumberOf } from '../given.ts'
import { KEYS_FLAGS, readKeys } from '../keys-source.ts'
import { LINKS_FLAGS, linksOptionsOf } from '../links-flags.ts'
import { durationOf, instantOf, timeOf } from '../time-value.ts'
import { tokenOutcome, URL_FLAGS } from '../token-output.ts'
import { TOKEN_FLAGS } from '../token-source.ts'
import type { Verb } from '../verb.ts'

const MANAGED = ['managed', 'uses', 'policy', 'issued-at', 'nonce'] as const

export const sign: Verb = {
  synopsis: 'FILE_ID --perm PERM --ttl TIME [option…]',
  about:
    'Makes a link, and prints its token. With --managed, --uses or --policy it is a managed link, which only servers with a store accept.',
  flags: {
    perm: {
      type: 'string',
      multiple: true,
      value: 'PERM',
      about: 'read, list, write, create, delete; repeated or with commas',
    },
    ttl: { type: 'string', value: 'TIME', about: 'how long it is valid: 90s, 15m, 4h, 7d, or 2026-12-01T00:00:00Z' },
    ...CONDITION_FLAGS,
    'bound-to': { type: 'string', value: 'TEXT', about: 'only for this session, user or tenant' },
    ref: { type: 'string', value: 'TEXT', about: 'a text that comes back in the grant' },
    'round-expiry': { type: 'string', value: 'TIME', about: 'rounds the expiry, so that links are identical' },
    filename: { type: 'string', value: 'NAME', about: 'name of the download' },
    disposition: { type: 'string', value: 'KIND', about: 'inline or attachment' },
    'content-type': { type: 'string', value: 'TYPE', about: 'Content-Type of the download' },
    'cache-control': { type: 'string', value: 'TEXT', about: 'Cache-Control of the download' },
    'content-language': { type: 'string', value: 'TAGS', about: 'Content-Language of the download' },
    'content-encoding': { type: 'string', value: 'NAMES', about: 'Content-Encoding of the download' },
    managed: { type: 'boolean', about: 'a managed link, which can be revoked' },
    uses: { type: 'string', value: 'N', about: 'a managed link that works so many times' },
    policy: { type: 'string', value: 'NAME', about: 'a managed link under this policy' },
    'issued-at': { type: 'string', value: 'TIME', about: 'makes a managed link again; with --nonce' },
    nonce: { type: 'string', value: 'TEXT', about: 'makes a managed link again; with --issued-at' },
    ...URL_FLAGS,
    ...TOKEN_FLAGS,
    ...KEYS_FLAGS,
    ...LINKS_FLAGS,
  },
  positionals: { min: 1, max: 1 },
  examples: [
    'daypass sign q3.pdf --perm read --ttl 4h --url https://files.example.org/files/q3.pdf',
    'daypass sign studies/42 --tree --perm read,list --ttl 1d --address 192.0.2.0/24 --uses 1',
  ],
  run: async (given, io) => {
    const [fileId = ''] = given.positionals
    const perms = entriesOf(given, 'perm')
    const ttl = timeOf(given, 'ttl')
    if (ttl === undefined) throw usage('--ttl is missing: every link expires; for example --ttl 4h')
    if (perms === undefined) throw usage('--perm is missing; for example --perm read')
    const options = signOptionsOf(given)
    const links = { keys: await readKeys(given, io), ...linksOptionsOf(given) }
    const isManaged = MANAGED.some((name) => given.has(name))
    if (!isManaged) {
      const { createLinks } = await import('daypass')
      return await tokenOutcome(given, createLinks<string>(links).sign(fileId, perms, ttl, options))
    }
    const { createManagedLinks, memoryStore } = await import('daypass/managed')
    // Signing asks no store. An empty one makes the link as a server would make it that has just started.
    const managed = createManagedLinks<string>({ ...links, store: memoryStore() })
    return await tokenOutcome(given, managed.sign(fileId, perms, ttl, options))
  },
}

function signOptionsOf(given: Given): ManagedSignOptions {
  return {
    ...conditionsOf(given),
    ...defined({
      boundTo: given.text('bound-to'),
      ref: given.text('ref'),
      roundExpiry: durationOf(given, 'round-expiry'),
      uses: wholeNumberOf(given, 'uses'),
      policy: given.text('policy'),
      issuedAt: instantOf(given, 'issued-at'),
      nonce: given.text('nonce'),
      response: definedIfAny({
        filename: given.text('filename'),
        disposition: given.text('disposition') as ResponseHeaders['disposition'],
        contentType: given.text('content-type'),
        cacheControl: given.text('cache-control'),
        contentLanguage: given.text('content-language'),
        contentEncoding: given.text('content-encoding'),
      }),
    }),
  }
}
