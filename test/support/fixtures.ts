import { createLinks, type Duration, type Key, type Links } from 'daypass'

/** 2026-11-24T12:00:00Z in milliseconds. */
export const NOW = 1_795_521_600_000

/** The same in seconds, as tokens have it. */
export const NOW_SECONDS: number = NOW / 1000

/** Secret of the key "k": 32 bytes, no two alike, so that any part of it is recognised if it leaks. */
export const SECRET: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => (i * 37 + 11) % 256)

/** Its canonical text. */
export const SECRET_TEXT: string = Buffer.from(SECRET).toString('base64url')

export const KEY: Key = { id: 'k', secret: SECRET_TEXT }

/** A server that holds the key "k", knows one permission of its own, and whose clock stands at `now`. */
export function linksAt(now: number = NOW, keys: readonly Key[] = [KEY]): Links<'annotate'> {
  return createLinks({ keys, perms: ['annotate'], clock: () => now })
}

/** A number of seconds as a duration: a bare number is taken for seconds only up to a day. */
export function inSeconds(count: number): Duration {
  return `${count}s`
}

/** A value of a type that the compiler would not let through. */
export function untyped(value: unknown): never {
  return value as never
}
