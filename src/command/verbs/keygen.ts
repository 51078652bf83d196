import { keysOutcome, OUTPUT_FLAGS } from '../secret-output.ts'
import type { Verb } from '../verb.ts'

export const keygen: Verb = {
  synopsis: '[--id ID] [-o FILE]',
  about: 'Creates a key, as a complete line for a file .env.',
  flags: {
    id: { type: 'string', value: 'ID', about: 'id of the key, readable in every token (default: random)' },
    ...OUTPUT_FLAGS,
  },
  positionals: { min: 0, max: 0 },
  examples: ['daypass keygen --id 2026-11 -o .env', 'export "$(daypass keygen)"'],
  run: async (given, io) => {
    const { createKey } = await import('daypass')
    const { id, secret } = createKey(given.text('id'))
    return await keysOutcome(given, io, `${id}:${secret}`, { id })
  },
}
