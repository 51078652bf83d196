import { expect } from 'vitest'
import { SECRET_TEXT } from './fixtures.ts'

type Misuse = typeof TypeError | typeof RangeError

/** What `act` throws; a failure of the test if it throws nothing. */
export function thrownBy(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

/** `act` must throw exactly a `kind`, whose message names the option and shows neither the secret nor any long text. */
export function expectMisuse(act: () => unknown, kind: Misuse, option: string): void {
  const error = thrownBy(act)
  expect([error.constructor.name, error.message]).toEqual([kind.name, expect.stringContaining(option)])
  expect(error.message).not.toContain(SECRET_TEXT.slice(0, 12))
  expect(error.message.length).toBeLessThan(400)
}
