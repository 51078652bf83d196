import { inspect } from 'node:util'
import { StoreError } from 'daypass/managed'
import { describe, expect, it } from 'vitest'

const cause = new Error('down')
const error = new StoreError('the store does not answer', { cause })

describe('a StoreError', () => {
  it('is an Error with a code and a cause', () => {
    expect(error).toBeInstanceOf(Error)
    expect([error.name, error.code, error.cause]).toEqual(['StoreError', 'unavailable', cause])
    expect(String(error)).toBe('StoreError: the store does not answer')
    expect(inspect(error)).toContain('[cause]: Error: down')
    expect(new StoreError('x').cause).toBe(undefined)
  })

  it('is recognised by every copy of the module, and shows nothing of how', async () => {
    const path = '../../../src/managed/store-error.ts?copy' // a module of its own
    const copy: { StoreError: typeof StoreError } = await import(path)
    expect(copy.StoreError).not.toBe(StoreError)
    expect([error instanceof copy.StoreError, new copy.StoreError('x') instanceof StoreError]).toEqual([true, true])
    expect(Object.keys(error)).toEqual(['code', 'name'])
    // For code that does not load this module, such as the guard.
    expect(Object.hasOwn(error, Symbol.for('daypass.StoreError'))).toBe(true)
  })

  it.each([[undefined], [null], ['StoreError'], [new Error('x')], [{ code: 'unavailable' }], [Object.create(error)]])(
    'is not %o',
    (value) => {
      expect(value instanceof StoreError).toBe(false)
    },
  )

  it('can be extended, and a subclass recognises its own alone', () => {
    class Timeout extends StoreError {}
    expect([
      new Timeout('x') instanceof Timeout,
      new Timeout('x') instanceof StoreError,
      error instanceof Timeout,
    ]).toEqual([true, true, false])
  })
})
