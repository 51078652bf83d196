/** Quoted names of what the store creates. */
export interface Names {
  readonly table: string
  readonly index: string
  readonly use: string
}

/** The names for a table that has been checked, which may begin with its schema. */
export function namesFor(table: string): Names {
  const [name = '', schema] = table.split('.').reverse()
  const within = schema === undefined ? '' : `"${schema}".`
  // The number is that of this version of the function: versions of this package that differ in it can share a table.
  return { table: `${within}"${name}"`, index: `"${name}_ends"`, use: `${within}"${name}_use_1"` }
}

/** The clock of the server, in whole milliseconds since the epoch. */
export const CLOCK = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'

/** Removes a few entries that have ended before `now`, and waits for no other transaction. */
export function removeEnded(table: string, now: string): string {
  return `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE ends <= ${now} ORDER BY ends LIMIT 4 FOR UPDATE SKIP LOCKED)`
}

// Any number will do that others do not use.
const LOCK = 7_230_915_481

/**
 * One statement that creates what is not there. A role that may create nothing can use what another has created: the function comes last,
 * so if it is there, all is. The lock is for two instances that start at once, since IF NOT EXISTS fails if both find nothing.
 */
export function createAll(names: Names): string {
  return `DO $daypass$
BEGIN
  IF to_regprocedure('${names.use}(text, text, bigint, bigint, bigint)') IS NULL THEN
    PERFORM pg_advisory_xact_lock(${LOCK});
    CREATE TABLE IF NOT EXISTS ${names.table} (key text COLLATE "C" PRIMARY KEY, number bigint, text text, ends bigint NOT NULL);
    CREATE INDEX IF NOT EXISTS ${names.index} ON ${names.table} (ends);
    ${createUse(names)}
  END IF;
END
$daypass$`
}

/**
 * The function for a use. It has to be a function: under READ COMMITTED each of its statements sees what was committed before that statement,
 * while all parts of a single statement see what was committed before the whole. So after it has waited for the lock of the count, it
 * sees the lease of a call that came first; a statement with WITH and ON CONFLICT would count the same claim twice.
 */
function createUse({ table, use }: Names): string {
  return `CREATE OR REPLACE FUNCTION ${use}(counter text, claim text, most bigint, lease bigint, until bigint)
    RETURNS TABLE (admitted boolean, used bigint) LANGUAGE plpgsql AS $use$
DECLARE
  at bigint;
  holds_lease boolean;
  is_locked boolean := false;
BEGIN
  -- At first without a lock: a refusal and a claim that holds a lease wait for nothing, and write nothing.
  LOOP
    at := ${CLOCK};
    SELECT coalesce(max(number) FILTER (WHERE key = counter), 0), coalesce(bool_or(key = claim), false)
      INTO used, holds_lease FROM ${table} WHERE key IN (counter, claim) AND ends > at;
    admitted := until > at AND (holds_lease OR used < most);
    IF holds_lease OR NOT admitted THEN
      RETURN NEXT;
      RETURN;
    END IF;
    EXIT WHEN is_locked;
    LOOP
      PERFORM FROM ${table} WHERE key = counter FOR UPDATE;
      EXIT WHEN FOUND;
      INSERT INTO ${table} (key, number, ends) VALUES (counter, 0, until) ON CONFLICT (key) DO NOTHING;
      EXIT WHEN FOUND;
    END LOOP;
    is_locked := true;
  END LOOP;
  used := used + 1;
  UPDATE ${table} SET number = used, text = NULL, ends = greatest(ends, until) WHERE key = counter;
  IF claim IS NOT NULL THEN
    INSERT INTO ${table} (key, text, ends) VALUES (claim, '', least(at + lease, until))
      ON CONFLICT (key) DO UPDATE SET ends = excluded.ends;
  END IF;
  ${removeEnded(table, 'at')};
  RETURN NEXT;
END
$use$;`
}
