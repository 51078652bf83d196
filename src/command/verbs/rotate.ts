import type { Key } from 'daypass'
import { LARGEST_MAX_TTL } from '../../links/settings.ts'
import { normalizeDuration } from '../../values/time.ts'
import { usage } from '../failure.ts'
import { KEYS_FLAGS, readKeys } from '../keys-source.ts'
import { rotateKeys, showKeys } from '../rotate-keys.ts'
import { keysOutcome, OUTPUT_FLAGS } from '../secret-output.ts'
import { isoSeconds } from '../show-time.ts'
import { durationOf } from '../time-value.ts'
import type { Verb } from '../verb.ts'

export const rotate: Verb = {
  synopsis: '[--in TIME] [--max-ttl TIME] [option…]',
  about: 'Prints the next DAYPASS_KEYS: a new key, and when it takes over from the current one.',
  flags: {
    in: { type: 'string', value: 'TIME', about: 'when the new key begins to sign, after the deployment (default: 1d)' },
    'max-ttl': { type: 'string', value: 'TIME', about: 'maxTtl of the servers (default: 7d)' },
    'with-not-before': { type: 'boolean', about: 'links are signed with notBefore: keeps the old key twice as long' },
    id: { type: 'string', value: 'ID', about: 'id of the new key (default: random)' },
    ...KEYS_FLAGS,
    ...OUTPUT_FLAGS,
  },
  positionals: { min: 0, max: 0 },
  examples: ['daypass rotate --id 2026-12', 'daypass rotate --keys-file .env --in 2h --max-ttl 1d -o next.env'],
  run: async (given, io) => {
    const { createKey } = await import('daypass')
    const keys = await readKeys(given, io)
    const created: Key = createKey(given.text('id'))
    if (keys.some(({ id }) => id === created.id)) throw usage('--id is the id of a key that is there already')
    const now = Date.now()
    const { next, switchAt, retired, ended } = rotateKeys(keys, created, {
      now,
      delay: normalizeDuration(durationOf(given, 'in') ?? '1d', '--in', LARGEST_MAX_TTL),
      lifetime:
        normalizeDuration(durationOf(given, 'max-ttl') ?? '7d', '--max-ttl', LARGEST_MAX_TTL) *
        (given.has('with-not-before') ? 2 : 1),
    })
    const notes = [
      `key ${created.id} signs from ${isoSeconds(switchAt)}: deploy this value to every server before then`,
      ...retired.map(({ id, verifyUntil }) => `key ${id} can be removed after ${isoSeconds(verifyUntil)}`),
      ...ended.map((id) => `key ${id} has ended, and is left out`),
    ]
    return await keysOutcome(given, io, showKeys(next), { id: created.id, signFrom: switchAt, retired }, notes)
  },
}
