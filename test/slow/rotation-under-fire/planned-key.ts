import { randomBytes } from 'node:crypto'

/** A key as it is published: its times in whole seconds since the epoch, as `DAYPASS_KEYS` has them. */
export interface PlannedKey {
  readonly id: string
  readonly secret: string
  readonly signFrom?: number
  readonly signUntil?: number
  readonly verifyUntil?: number
}

// Not `createKey`: nothing that judges the library is made by it.
export function plannedKey(id: string): PlannedKey {
  return { id, secret: randomBytes(32).toString('base64url') }
}

/** A key set as the value of `DAYPASS_KEYS`. */
export function keysText(keys: readonly PlannedKey[]): string {
  return keys
    .map(({ id, secret, signFrom = '', signUntil = '', verifyUntil = '' }) =>
      [id, secret, signFrom, signUntil, verifyUntil].join(':'),
    )
    .join()
}
