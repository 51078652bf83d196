import { NARROW_FLAGS, narrowOptionsOf } from '../condition-flags.ts'
import { tokenOutcome, URL_FLAGS } from '../token-output.ts'
import { readToken, TOKEN_FLAGS } from '../token-source.ts'
import type { Verb } from '../verb.ts'

export const narrow: Verb = {
  synopsis: 'TOKEN [--ttl TIME] [--perm PERM] [option…]',
  about: 'Prints a narrower token. It needs no key. TOKEN can be a URL, or - for stdin.',
  flags: { ...NARROW_FLAGS, ...URL_FLAGS, ...TOKEN_FLAGS },
  positionals: { min: 1, max: 1 },
  examples: [
    'pbpaste | daypass narrow - --ttl 10m',
    'daypass narrow "$TOKEN" --perm read --file studies/42/slide-7.dcm --url https://files.example.org/slide',
  ],
  run: async (given, io) => {
    const { narrow } = await import('daypass')
    return await tokenOutcome(given, narrow(await readToken(given, io), narrowOptionsOf(given)))
  },
}
