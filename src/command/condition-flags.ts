import type { NarrowOptions } from 'daypass'
import { defined, definedIfAny } from './defined.ts'
import type { Flags } from './flag.ts'
import { entriesOf, type Given, wholeNumberOf } from './given.ts'
import { timeOf } from './time-value.ts'

/** Conditions that a signer and a holder can both make. */
export const CONDITION_FLAGS: Flags = {
  'not-before': { type: 'string', value: 'TIME', about: 'becomes valid later' },
  tree: { type: 'boolean', about: 'the file is a folder, with everything below it' },
  address: { type: 'string', multiple: true, value: 'CIDR', about: 'only for these addresses and networks' },
  'https-only': { type: 'boolean', about: 'only over https' },
  'min-bytes': { type: 'string', value: 'N', about: 'smallest upload' },
  'max-bytes': { type: 'string', value: 'N', about: 'largest upload' },
  'upload-type': { type: 'string', multiple: true, value: 'TYPE', about: 'media types that an upload can have' },
}

/** What a holder, or a policy, can restrict. */
export const NARROW_FLAGS: Flags = {
  ttl: { type: 'string', value: 'TIME', about: 'expires earlier: 10m, or 2026-12-01T00:00:00Z' },
  perm: { type: 'string', multiple: true, value: 'PERM', about: 'keeps only these permissions' },
  file: { type: 'string', value: 'FILE_ID', about: 'only this file of the folder; with --tree, this folder' },
  ...CONDITION_FLAGS,
}

/** The conditions as options of the library. */
export function conditionsOf(
  given: Given,
): Pick<NarrowOptions, 'notBefore' | 'scope' | 'addresses' | 'httpsOnly' | 'upload'> {
  return defined({
    notBefore: timeOf(given, 'not-before'),
    scope: given.has('tree') ? ('tree' as const) : undefined,
    addresses: entriesOf(given, 'address'),
    httpsOnly: given.has('https-only') ? true : undefined,
    upload: definedIfAny({
      minBytes: wholeNumberOf(given, 'min-bytes'),
      maxBytes: wholeNumberOf(given, 'max-bytes'),
      contentTypes: entriesOf(given, 'upload-type'),
    }),
  })
}

export function narrowOptionsOf(given: Given): NarrowOptions {
  return {
    ...conditionsOf(given),
    ...defined({ perms: entriesOf(given, 'perm'), ttl: timeOf(given, 'ttl'), fileId: given.text('file') }),
  }
}
