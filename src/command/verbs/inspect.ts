import type { InspectedLink } from 'daypass/managed'
import { defined } from '../defined.ts'
import { refused, toFailure } from '../failure.ts'
import type { Given } from '../given.ts'
import type { Io } from '../io.ts'
import { findKeys, KEYS_FLAGS } from '../keys-source.ts'
import { LINKS_FLAGS, linksOptionsOf } from '../links-flags.ts'
import { type ReadToken, readBlocks } from '../read-blocks.ts'
import { showTerms } from '../show-terms.ts'
import { readToken, TOKEN_FLAGS } from '../token-source.ts'
import type { Outcome, Verb } from '../verb.ts'

export const inspect: Verb = {
  synopsis: 'TOKEN [--bound-to TEXT] [--unverified] [option…]',
  about:
    'Prints what a link contains, one line for each block. TOKEN can be a URL, or - for stdin. Nothing is judged but the signature.',
  flags: {
    'bound-to': { type: 'string', value: 'TEXT', about: 'what a bound link is bound to' },
    unverified: { type: 'boolean', about: 'succeeds without keys: the contents may be forged' },
    ...TOKEN_FLAGS,
    ...KEYS_FLAGS,
    ...LINKS_FLAGS,
  },
  positionals: { min: 1, max: 1 },
  examples: [
    'daypass inspect "https://files.example.org/files/q3.pdf?token=…" --keys-file .env',
    'pbpaste | daypass inspect - --unverified --json',
  ],
  run: async (given, io) => {
    const token = await readToken(given, io)
    const now = Date.now()
    const read = readBlocks(token, now)
    if (read === undefined) throw refused('malformed', 'malformed: the text is not a link')
    const proof = await prove(given, io, token)
    return proof.link === undefined ? unverified(read, proof.refusal, now) : verified(read, proof.link, now)
  },
}

interface Proof {
  /** Undefined: the signature was not checked, or is not valid. */
  readonly link?: InspectedLink
  /** Undefined: the user wants to see the contents all the same. */
  readonly refusal?: Outcome['refusal']
}

async function prove(given: Given, io: Io, token: string): Promise<Proof> {
  const keys = await findKeys(given, io)
  if (keys === undefined) {
    if (given.has('unverified')) return {}
    const message = 'unverified: there are no keys to check the signature with; see --unverified'
    return { refusal: { code: 'unverified', message } }
  }
  const { createManagedLinks, memoryStore } = await import('daypass/managed')
  // Its `inspect` asks no store.
  const managed = createManagedLinks<string>({ keys, ...linksOptionsOf(given), store: memoryStore() })
  const boundTo = given.text('bound-to')
  try {
    return { link: managed.inspect(token, boundTo === undefined ? {} : { boundTo }) }
  } catch (error) {
    const { code, message } = toFailure(error)
    // A wrong option is not a wrong link.
    if (code === 'usage') throw error
    return { refusal: { code, message } }
  }
}

function verified(read: ReadToken, { terms, linkId, refusal }: InspectedLink, now: number): Outcome {
  // With one block, it says the same, unless the key ends first.
  const [signed] = read.blocks as readonly { readonly expiresAt: Date }[]
  const isMore = read.blocks.length > 1 || terms.expiresAt.getTime() !== signed?.expiresAt.getTime()
  const { fileId, tree, perms, notBefore, expiresAt, upload } = terms
  const together = showTerms(
    {
      fileId,
      scope: tree === undefined ? undefined : 'tree',
      perms,
      notBefore,
      expiresAt,
      ...togetherOf(read.blocks as readonly Restrictions[]),
      upload,
    },
    now,
  )
  return {
    text: [...showBlocks(read, now), ...(isMore ? [`together: ${together}`] : [])].join('\n'),
    json: { verified: true, ...read, linkId, refusal, terms },
    notes: refusal === undefined ? [] : [`the link would be refused now: ${refusal}`],
  }
}

interface Restrictions {
  readonly addresses?: readonly string[]
  readonly httpsOnly?: boolean
}

/** What all blocks require, of what a grant does not show: an address must be in the list of each. */
function togetherOf(blocks: readonly Restrictions[]): Restrictions {
  const lists = blocks.map(({ addresses }) => addresses).filter((addresses) => addresses !== undefined)
  return defined({
    addresses: lists.length === 0 ? undefined : lists.flatMap((list, i) => (i === 0 ? list : ['and', ...list])),
    httpsOnly: blocks.some(({ httpsOnly }) => httpsOnly === true),
  })
}

function unverified(read: ReadToken, refusal: Outcome['refusal'], now: number): Outcome {
  return {
    text: showBlocks(read, now).join('\n'),
    json: { verified: false, ...read },
    notes: ['UNVERIFIED: anyone could have written this'],
    refusal,
  }
}

function showBlocks({ keyId, bound, blocks }: ReadToken, now: number): readonly string[] {
  return blocks.map((block, i) => {
    const { secondsLeft: _, ...terms } = block as { readonly secondsLeft?: number }
    return `${i === 0 ? `signed with key ${keyId}${bound ? ', bound' : ''}` : 'narrowed'}: ${showTerms(terms, now)}`
  })
}
