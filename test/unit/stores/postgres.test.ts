import { postgresStore } from 'daypass/postgres'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeServer } from '../../support/servers/describe-server.ts'
import { isPostgresThere, type PostgresServer, startPostgres } from '../../support/servers/postgres.ts'
import { runContract } from '../../support/stores/run-contract.ts'

const HOUR = 3_600_000
const END = Number.POSITIVE_INFINITY

describeServer('postgresStore on a PostgreSQL server', 'postgresql', isPostgresThere, () => {
  let server: PostgresServer
  let pool: Pool
  beforeAll(async () => {
    server = await startPostgres(['max_connections=150'])
    pool = new Pool({ connectionString: server.url, max: 40 })
  })
  afterAll(async () => {
    await pool?.end()
    await server?.stop()
  })
  const storeOf = (table?: string, from: Pool = pool) => {
    return postgresStore((text, values) => from.query(text, values), table === undefined ? {} : { table })
  }
  const rowsOf = async (table: string): Promise<number> => {
    return Number((await pool.query(`SELECT count(*) AS n FROM ${table}`)).rows[0].n)
  }

  describe('through pg', () => {
    runContract(() => storeOf())
  })

  describe('with SERIALIZABLE as the default, one call at a time', () => {
    let strict: Pool
    beforeAll(() => {
      strict = new Pool({
        connectionString: `${server.url}?options=-c%20default_transaction_isolation%3Dserializable`,
        max: 1,
      })
    })
    afterAll(() => strict?.end())
    runContract(() => storeOf('strict', strict))
  })

  it('admits no more under SERIALIZABLE, although calls at the same moment may be rejected', async () => {
    const strict = new Pool({
      connectionString: `${server.url}?options=-c%20default_transaction_isolation%3Dserializable`,
      max: 20,
    })
    const store = storeOf('strict_many', strict)
    await store.read(['k'])
    const calls = await Promise.allSettled(Array.from({ length: 100 }, () => store.use('n', undefined, 5, HOUR, END)))
    const admitted = calls.filter((call) => call.status === 'fulfilled' && call.value.admitted)
    expect(admitted.length).toBeLessThanOrEqual(5)
    expect(await store.read(['n'])).toEqual([String(admitted.length)])
    await strict.end()
  })

  it('is created by many instances at once', async () => {
    const stores = Array.from({ length: 30 }, () => storeOf('at_once'))
    const answers = await Promise.all(stores.map((store) => store.use('n', 'c', 1, HOUR, END)))
    expect(answers).toEqual(stores.map(() => ({ admitted: true, used: 1 })))
  })

  it('counts one claim once over many connections, again and again', async () => {
    const store = storeOf('one_claim')
    for (let round = 0; round < 30; round++) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => store.use(`n${round}`, 'c', 9, HOUR, END)))
      expect(answers.filter(({ admitted, used }) => !admitted || used !== 1)).toEqual([])
    }
  })

  it('is one statement for each operation, after one that creates', async () => {
    const sent: string[] = []
    const store = postgresStore(
      (text, values) => {
        sent.push(text)
        return pool.query(text, values)
      },
      { table: 'sent' },
    )
    await store.use('n', 'c', 5, HOUR, END)
    await store.read(['a', 'b'])
    await store.raise('m', 1, END)
    await store.write('t', 'x', END)
    await store.write('t', undefined, END)
    await store.read([])
    expect(sent.map((text) => /^\w+/.exec(text)?.[0])).toEqual(['DO', 'SELECT', 'SELECT', 'WITH', 'WITH', 'DELETE'])
  })

  it('takes a schema, and names that are words of SQL', async () => {
    await pool.query('CREATE SCHEMA "user"')
    const [one, other] = [storeOf('user.order'), storeOf('order')]
    await one.use('n', 'c', 5, HOUR, END)
    expect([await one.read(['n']), await other.read(['n'])]).toEqual([['1'], [undefined]])
    expect([await rowsOf('"user"."order"'), await rowsOf('"order"')]).toEqual([2, 0])
  })

  it('serves a role that may create nothing, once another has created it all', async () => {
    await storeOf('granted').read(['k'])
    await pool.query('CREATE ROLE limited LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON granted TO limited')
    const limited = new Pool({ connectionString: server.url.replace('daypass@', 'limited@') })
    const store = storeOf('granted', limited)
    expect(await store.use('n', 'c', 5, HOUR, END)).toEqual({ admitted: true, used: 1 })
    await store.raise('m', 3, END)
    await store.write('t', 'x', END)
    expect(await store.read(['m', 't'])).toEqual(['3', 'x'])
    await expect(storeOf('not_granted', limited).read(['k'])).rejects.toThrow(/permission denied/)
    await limited.end()
  })

  it('finds entries by the primary key, and what has ended by the index', async () => {
    await storeOf('planned').read(['k'])
    await pool.query("INSERT INTO planned SELECT 'k' || i, i, NULL, i FROM generate_series(1, 5000) i; ANALYZE planned")
    const planOf = async (sql: string): Promise<string> => JSON.stringify((await pool.query(`EXPLAIN ${sql}`)).rows)
    const read = `SELECT * FROM planned WHERE key = ANY (ARRAY(SELECT json_array_elements_text('["k1"]'::json)))`
    expect(await planOf(read)).toContain('planned_pkey')
    expect(await planOf('SELECT key FROM planned WHERE ends <= 9000 ORDER BY ends LIMIT 4')).toContain('planned_ends')
  })

  it('removes what has ended, a few entries with each write, and can set one of them again', async () => {
    const store = storeOf('swept')
    await store.raise('kept', 1, END)
    const rowsAfter = async (act: () => Promise<unknown>): Promise<number> => {
      await pool.query("INSERT INTO swept (key, text, ends) SELECT 'ended' || i, '', i FROM generate_series(1, 10) i")
      await act()
      const rows = await rowsOf('swept')
      await pool.query("DELETE FROM swept WHERE key <> 'kept'")
      return rows
    }
    // Of the ten, six are left beside what was written.
    expect(await rowsAfter(() => store.raise('kept', 2, END))).toBe(7)
    expect(await rowsAfter(() => store.write('t', 'x', END))).toBe(8)
    expect(await rowsAfter(() => store.use('n', 'c', 5, HOUR, END))).toBe(9)
    expect(await rowsAfter(() => store.use('n', 'c', 0, HOUR, END))).toBe(11)
    // What the operation itself writes is not among what it removes.
    expect(await rowsAfter(() => store.raise('ended1', 2, END))).toBe(7)
    expect(await rowsAfter(() => store.use('ended1', undefined, 5, HOUR, END))).toBe(7)
    await store.raise('ended1', 2, 1)
    await store.raise('ended1', 3, END)
    expect(await store.read(['ended1'])).toEqual(['3'])
  })

  it('does not wait for locks of entries that it would remove', async () => {
    const store = storeOf('locked')
    await store.raise('m', 1, END)
    await pool.query("INSERT INTO locked (key, text, ends) VALUES ('ended', '', 1)")
    const other = await pool.connect()
    await other.query("BEGIN; SELECT FROM locked WHERE key = 'ended' FOR UPDATE")
    await store.raise('m', 2, END)
    await store.use('n', 'c', 5, HOUR, END)
    expect(await rowsOf('locked')).toBe(4)
    await other.query('ROLLBACK')
    other.release()
  })

  it('refuses and recognises without waiting for the lock of a count', async () => {
    const store = storeOf('busy')
    await store.use('n', 'c', 1, HOUR, END)
    const other = await pool.connect()
    await other.query("BEGIN; SELECT FROM busy WHERE key = 'n' FOR UPDATE")
    expect(await store.use('n', 'c', 1, HOUR, END)).toEqual({ admitted: true, used: 1 })
    expect(await store.use('n', 'd', 1, HOUR, END)).toEqual({ admitted: false, used: 1 })
    await other.query('ROLLBACK')
    other.release()
  })

  it.each([
    [
      'two calls without a claim that wait for the same count are two uses, of which one is left',
      undefined,
      [true, false],
    ],
    ['two calls under one claim that wait for the same count are one use', 'c', [true, true]],
  ])('%s', async (_, claim, expected) => {
    const store = storeOf('waiting')
    const key = `n-${claim}`
    await store.use(key, undefined, 2, HOUR, END)
    const other = await pool.connect()
    await other.query(`BEGIN; SELECT FROM waiting WHERE key = '${key}' FOR UPDATE`)
    const calls = [1, 2].map(() => store.use(key, claim, 2, HOUR, END))
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%waiting_use%'"
    while ((await pool.query(waiting)).rowCount !== 2);
    await other.query('COMMIT')
    other.release()
    const answers = await Promise.all(calls)
    expect(
      answers
        .map(({ admitted }) => admitted)
        .sort()
        .reverse(),
    ).toEqual(expected)
    expect(answers.map(({ used }) => used)).toEqual([2, 2])
  })

  it('survives entries that end, are removed, and come again, all at once', async () => {
    const store = storeOf('stormy')
    const now = await store.raise('clock', 0, 0)
    const calls = Array.from({ length: 400 }, (_, i) => {
      const end = i % 3 === 0 ? END : now + (i % 40)
      if (i % 4 === 0) return store.raise(`m${i % 5}`, i, end)
      if (i % 4 === 1) return store.write(`t${i % 5}`, 'x', end)
      return store.use(`n${i % 5}`, `c${i % 7}`, 1000, 1 + (i % 20), end)
    })
    // A deadlock would reject one of them.
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([])
  })

  it('creates its table again after it was dropped, once an operation has failed', async () => {
    const store = storeOf('dropped')
    await store.raise('m', 7, END)
    await pool.query('DROP TABLE dropped; DROP FUNCTION dropped_use_1')
    await expect(store.read(['m'])).rejects.toThrow(/does not exist/)
    expect(await store.read(['m'])).toEqual([undefined])
  })

  it('has the clock of the server, whatever Date.now says', async () => {
    const real = Date.now
    // A minute less, so that clocks which differ a little, or one that is set, do not decide.
    const before = real() - 60_000
    Date.now = () => 0
    try {
      expect(await storeOf('clocked').raise('m', 1, END)).toBeGreaterThanOrEqual(before)
    } finally {
      Date.now = real
    }
  })
})
