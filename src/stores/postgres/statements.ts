import { CLOCK, createAll, namesFor, removeEnded } from './schema.ts'

/** The statements of a store. Every parameter is text or null. */
export interface Statements {
  readonly create: string
  /** $1: the keys as a JSON list. */
  readonly read: string
  /** $1: key, $2: number, $3: end. */
  readonly raise: string
  /** $1: key, $2: text, $3: end. */
  readonly write: string
  /** $1: key. */
  readonly delete: string
  /** $1: key, $2: key of the claim or null, $3: max, $4: milliseconds of the lease, $5: end. */
  readonly use: string
}

export function statementsFor(checkedTable: string): Statements {
  const names = namesFor(checkedTable)
  const { table } = names
  // That the removal reads the result of the insertion makes it come second, so that no transaction that waits has removed anything:
  // two of them could wait for each other. The order of parts that are independent is not defined (PostgreSQL manual, section 7.8.4).
  const insert = (column: string, type: string, update: string): string => `WITH written AS (
  INSERT INTO ${table} AS entry (key, ${column}, ends) VALUES ($1, $2::${type}, $3::bigint)
  ON CONFLICT (key) DO UPDATE SET ${column} = ${update}
  RETURNING ${CLOCK} AS now
), removed AS (
  ${removeEnded(table, '(SELECT now FROM written)')}
)
SELECT now::text AS now FROM written`
  return {
    create: createAll(names),
    read: `SELECT key, coalesce(text, number::text) AS text FROM ${table} WHERE key = ANY (ARRAY(SELECT json_array_elements_text($1::json))) AND ends > ${CLOCK}`,
    raise: insert(
      'number',
      'bigint',
      // `greatest` ignores NULL.
      `greatest(excluded.number, CASE WHEN entry.ends > ${CLOCK} THEN entry.number END), text = NULL, ends = greatest(entry.ends, excluded.ends)`,
    ),
    write: insert('text', 'text', 'excluded.text, number = NULL, ends = excluded.ends'),
    delete: `DELETE FROM ${table} WHERE key = $1`,
    use: `SELECT admitted::text AS admitted, used::text AS used FROM ${names.use}($1, $2, $3::bigint, $4::bigint, $5::bigint)`,
  }
}
