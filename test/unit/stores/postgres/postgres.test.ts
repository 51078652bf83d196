import { postgresStore } from 'daypass/postgres'
import { describe, expect, it } from 'vitest'
import { untyped } from '../../../support/fixtures.ts'
import { expectMisuse } from '../../../support/misuse.ts'
import { expectArgumentChecks } from '../../../support/stores/argument-checks.ts'
import { NOT_OBJECTS } from '../../../support/wrong-values.ts'

const END = Number.POSITIVE_INFINITY
const empty = { rows: [] }

/** A store whose server gives one result to everything but what creates the table. */
const answering = (result: unknown) => {
  return postgresStore(async (text) => (text.startsWith('DO') ? empty : untyped(result)))
}

describe('rows', () => {
  const refused = expect.objectContaining({ message: expect.stringMatching(/^postgresStore: unexpected rows;/) })

  it.each([
    [{}],
    [{ rows: 'secret-looking text' }],
    [{ rows: null }],
    [{ rows: [{ key: 'k' }] }],
    [{ rows: [{ key: 'k', text: 5, now: '-1', admitted: 'yes', used: '1' }] }],
    [{ rows: [{ key: 'k', text: null, now: 'now', admitted: 'true', used: '1.5' }] }],
    [{ rows: [{ key: 'k', text: {}, now: null, admitted: true, used: '1' }] }],
  ])('that the statements do not return are refused, and not shown: %j', async (result) => {
    const store = answering(result)
    await expect(store.read(['k'])).rejects.toEqual(refused)
    await expect(store.raise('k', 1, END)).rejects.toEqual(refused)
    await expect(store.write('k', 'x', END)).rejects.toEqual(refused)
    await expect(store.use('k', 'c', 5, 1, END)).rejects.toEqual(refused)
  })

  it('must not be missing from a mark, a text or a use', async () => {
    const store = answering(empty)
    expect(await store.read(['k'])).toEqual([undefined])
    await expect(store.raise('k', 1, END)).rejects.toEqual(refused)
    await expect(store.write('k', 'x', END)).rejects.toEqual(refused)
    await expect(store.use('k', 'c', 5, 1, END)).rejects.toEqual(refused)
  })

  it('that never come reject the operation with the error of the client, and what creates is sent again', async () => {
    const down = new Error('ECONNREFUSED')
    const sent: string[] = []
    let isUp = false
    const store = postgresStore(async (text) => {
      sent.push(text.slice(0, 2))
      if (!isUp) throw down
      return empty
    })
    await expect(store.read(['k'])).rejects.toBe(down)
    await expect(store.use('k', 'c', 5, 1, END)).rejects.toBe(down)
    isUp = true
    await store.read(['k'])
    await store.read(['k'])
    expect(sent).toEqual(['DO', 'DO', 'DO', 'SE', 'SE'])
  })

  it('that never come hold up no operation but their own', async () => {
    let calls = 0
    const store = postgresStore((): Promise<typeof empty> => {
      return calls++ === 0 ? new Promise(() => undefined) : Promise.resolve(empty)
    })
    void store.read(['k'])
    expect(await store.read(['k'])).toEqual([undefined])
  })
})

describe('what postgresStore is given', () => {
  const query = async () => empty
  expectArgumentChecks(() => postgresStore(query))

  it('is a function, and not a pool', () => {
    for (const pool of [undefined, null, 'postgres://', {}, { query }]) {
      expectMisuse(() => postgresStore(untyped(pool)), TypeError, 'postgresStore: give a function')
    }
  })

  it.each(NOT_OBJECTS)('has no options that are %s', (_, value) => {
    expectMisuse(() => postgresStore(query, untyped(value)), TypeError, 'postgresStore must be a plain object')
  })

  it('has a table whose name cannot be anything but a name', () => {
    for (const table of ['a', 'app.links', '_', 'A1', `${'s'.repeat(40)}.${'x'.repeat(40)}`]) {
      expect(postgresStore(query, { table })).toBeTypeOf('object')
    }
    const wrong = ['', '.a', 'a.', 'a.b.c', '1a', 'a b', 'a"', "a'", 'a;b', 'é', '$daypass$', 'a\n', 'x'.repeat(41)]
    for (const table of wrong) {
      expectMisuse(() => postgresStore(query, { table }), RangeError, 'postgresStore: table must be 1 to 40')
    }
    expectMisuse(() => postgresStore(query, { table: untyped(5) }), TypeError, 'postgresStore: table must be')
  })
})
