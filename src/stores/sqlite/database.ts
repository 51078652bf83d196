/** A value that is bound to a statement. */
export type SqliteValue = string | number

/** A prepared statement, as far as the store uses it. */
export interface SqliteStatement {
  /** Every row, as an object. */
  all(...values: SqliteValue[]): unknown[]
  /** The first row, as an object. */
  get(...values: SqliteValue[]): unknown
  /** Runs a statement that has no rows. */
  run(...values: SqliteValue[]): unknown
}

/** A database of `node:sqlite`, `better-sqlite3`, `libsql` or `bun:sqlite`: what these have in common, as far as the store uses it. */
export interface SqliteDatabase {
  /** Runs SQL that has no parameters. */
  exec(sql: string): unknown
  /** Prepares one statement. */
  prepare(sql: string): SqliteStatement
}

/** The database after its first contact: the table is there, and every statement is prepared. */
export interface Statements {
  /** The clock of this machine, as SQLite reads it. */
  readonly clock: SqliteStatement
  /** Takes the keys as a JSON list. */
  readonly read: SqliteStatement
  /** Takes a key, another or the same, and the clock. */
  readonly numbers: SqliteStatement
  /** Takes key, number, end, and the clock. */
  readonly raise: SqliteStatement
  /** Takes key, number, and end. */
  readonly count: SqliteStatement
  /** Takes key, text, and end. */
  readonly write: SqliteStatement
  readonly delete: SqliteStatement
  /** Takes the clock. */
  readonly removeEnded: SqliteStatement
}

// The Julian day has a resolution of 0.04 ms in a double; rounding gives the milliseconds that SQLite keeps inside.
const NOW = "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"

/**
 * Milliseconds for which SQLite itself waits for a lock. It blocks the process meanwhile, timers and all, and once for every operation that
 * waits, so it is short: `retryWhileLocked` does the rest.
 */
const BUSY_TIMEOUT = 5

/** Creates what is not there yet, which may happen twice at once, and prepares the statements. `table` has been checked. */
export function prepareDatabase(db: SqliteDatabase, table: string): Statements {
  // A use that was admitted must survive a loss of power: WAL with `synchronous=NORMAL` may lose what was committed last.
  for (const pragma of [`busy_timeout = ${BUSY_TIMEOUT}`, 'journal_mode = WAL', 'synchronous = FULL']) {
    db.exec(`PRAGMA ${pragma}`)
  }
  db.exec(
    `CREATE TABLE IF NOT EXISTS "${table}" (key TEXT PRIMARY KEY NOT NULL, number INTEGER, text TEXT, ends INTEGER NOT NULL) WITHOUT ROWID`,
  )
  db.exec(`CREATE INDEX IF NOT EXISTS "${table}_ends" ON "${table}" (ends)`)
  const insert = (column: string, update: string): SqliteStatement =>
    db.prepare(
      `INSERT INTO "${table}" (key, ${column}, ends) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET ${column} = ${update}`,
    )
  return {
    clock: db.prepare(`SELECT ${NOW} AS now`),
    read: db.prepare(
      `SELECT key, coalesce(text, CAST(number AS TEXT)) AS text FROM "${table}" WHERE key IN (SELECT value FROM json_each(?)) AND ends > ${NOW}`,
    ),
    numbers: db.prepare(`SELECT key, number FROM "${table}" WHERE key IN (?, ?) AND ends > ?`),
    raise: insert(
      'number',
      'max(excluded.number, CASE WHEN ends > ? THEN coalesce(number, 0) ELSE 0 END), text = NULL, ends = max(ends, excluded.ends)',
    ),
    count: insert('number', 'excluded.number, text = NULL, ends = max(ends, excluded.ends)'),
    write: insert('text', 'excluded.text, number = NULL, ends = excluded.ends'),
    delete: db.prepare(`DELETE FROM "${table}" WHERE key = ?`),
    removeEnded: db.prepare(
      `DELETE FROM "${table}" WHERE key IN (SELECT key FROM "${table}" WHERE ends <= ? ORDER BY ends LIMIT 4)`,
    ),
  }
}
