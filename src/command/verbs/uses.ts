import { defined } from '../defined.ts'
import { KEYS_FLAGS, readKeys } from '../keys-source.ts'
import { LINKS_FLAGS } from '../links-flags.ts'
import { STORE_FLAGS } from '../store-flags.ts'
import { readToken, TOKEN_FLAGS } from '../token-source.ts'
import type { Verb } from '../verb.ts'
import { withManaged } from '../with-managed.ts'

export const uses: Verb = {
  synopsis: 'TOKEN --store STORE [option…]',
  about:
    'Prints how often a link has been used, and how often it works. TOKEN can be a URL, or - for stdin. It does not count as a use.',
  flags: {
    'bound-to': { type: 'string', value: 'TEXT', about: 'what a bound link is bound to' },
    ...STORE_FLAGS,
    ...TOKEN_FLAGS,
    ...KEYS_FLAGS,
    ...LINKS_FLAGS,
  },
  positionals: { min: 1, max: 1 },
  examples: [
    'pbpaste | daypass uses - --store redis://127.0.0.1:6379',
    'daypass uses "$TOKEN" --store sqlite:links.db --keys-file .env --json',
  ],
  run: async (given, io) => {
    const token = await readToken(given, io)
    const keys = await readKeys(given, io)
    const options = defined({ boundTo: given.text('bound-to') })
    const found = await withManaged(given, io, keys, (managed) => managed.usesOf(token, options))
    return {
      text: found === undefined ? 'not counted' : `${found.used} of ${found.max}`,
      json: { uses: found ?? null },
    }
  },
}
