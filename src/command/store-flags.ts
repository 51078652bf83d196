import type { Flags } from './flag.ts'

/** Which store, and what its servers set. */
export const STORE_FLAGS: Flags = {
  store: { type: 'string', value: 'STORE', about: 'redis://…, rediss://…, postgres://… or sqlite:FILE' },
  prefix: { type: 'string', value: 'TEXT', about: 'prefix of the keys in Redis (default: daypass:)' },
  table: { type: 'string', value: 'NAME', about: 'table in PostgreSQL or SQLite (default: daypass)' },
  skew: { type: 'string', value: 'TIME', about: 'skew of the servers (default: 2s)' },
  create: { type: 'boolean', about: 'use a store that no server has used yet' },
}
