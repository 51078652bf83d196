import {
  createLinks,
  type Duration,
  type Grant,
  LinkError,
  type LinkErrorCode,
  type Links,
  type LinksOptions,
  type NarrowOptions,
  narrow,
} from 'daypass'
import { createManagedLinks, type ManagedSignOptions, memoryStore } from 'daypass/managed'
import { ownPerms, type Request, type Settings, type Terms, type When } from './cases.ts'

type Perm = (typeof ownPerms)[number]

/** The library with settings in the form of test/spec/vectors, and with a clock that stands still. */
export function linksAt(settings: Settings, now: number): Links<Perm> {
  return createLinks(optionsAt(settings, now))
}

function optionsAt(settings: Settings, now: number): LinksOptions<Perm> {
  const keys = settings.keys.map(({ id, secret, ...schedule }) => ({ id, secret, ...mapValues(schedule, toDate) }))
  const { purpose } = settings
  const [maxTtl, startLeeway] = [asDuration(settings.maxTtl), asDuration(settings.startLeeway)]
  return { keys, purpose, maxTtl, startLeeway, perms: ownPerms, clock: () => now }
}

function toDate(ms: number): Date {
  return new Date(ms)
}

function mapValues<A, B>(record: Record<string, A>, of: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, of(value)]))
}

/** The vectors have numbers of seconds of any size; the library takes one without a unit only up to a day. */
function asDuration(seconds: number): Duration {
  return `${seconds}s`
}

function fromWhen(when: When): Duration | Date {
  if (typeof when === 'object') return new Date(when.date)
  return typeof when === 'number' ? asDuration(when) : (when as Duration)
}

function withDates(terms: Terms): Record<string, unknown> {
  const { notBefore, ttl, issuedAt } = terms
  return {
    ...terms,
    ...(notBefore !== undefined && { notBefore: fromWhen(notBefore) }),
    ...(ttl !== undefined && { ttl: fromWhen(ttl) }),
    ...(issuedAt !== undefined && { issuedAt: fromWhen(issuedAt) }),
  }
}

/** The token, null if it is refused. An error of any other kind is one of the test. */
export function sign(settings: Settings, terms: Terms, now: number): string | null {
  const { fileId, perms, ttl, ...options } = withDates(terms)
  try {
    const isManaged = ['issuedAt', 'nonce', 'policy', 'uses'].some((name) => name in options)
    const links = isManaged
      ? createManagedLinks({ ...optionsAt(settings, now), store: memoryStore() })
      : linksAt(settings, now)
    return links.sign(fileId as string, perms as Perm[], ttl as Duration, options as ManagedSignOptions)
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null
    throw error
  }
}

/** The outcome in the form of narrow.json. The system clock has to be set by who calls. */
export function narrowed(parent: string, terms: Terms): { child: string | null; error?: string } {
  try {
    return { child: narrow(parent, withDates(terms) as NarrowOptions) }
  } catch (error) {
    if (error instanceof LinkError) return { child: null, error: error.code }
    if (error instanceof TypeError || error instanceof RangeError) return { child: null, error: 'refused' }
    throw error
  }
}

export type Outcome = { ok: true; grant: object } | { ok: false; code: LinkErrorCode }

/** The outcome in the form of test/spec/vectors: times in seconds. */
export function verified(settings: Settings, token: string, request: Request, now: number): Outcome {
  const result = linksAt(settings, now).tryVerify(token, request as { perm?: Perm })
  return result.ok ? { ok: true, grant: inSeconds(result.grant) } : { ok: false, code: result.code }
}

function inSeconds(grant: Grant): object {
  const { notBefore } = grant
  return {
    ...grant,
    expiresAt: grant.expiresAt.getTime() / 1000,
    ...(notBefore !== undefined && { notBefore: notBefore.getTime() / 1000 }),
  }
}
