import type { StandardPerm } from 'daypass'
import { isShown } from '../files/names.ts'
import type { Wishes } from '../links/make-link.ts'
import { LONGEST } from '../links/portal-links.ts'
import { TYPES } from '../views/share-page.ts'
import { textOf } from './query.ts'

const HOUR = 3_600_000

/** Lifetimes that can be chosen, in milliseconds. */
export const SPANS: Readonly<Record<string, number>> = {
  '1h': HOUR,
  '1d': 24 * HOUR,
  '7d': 168 * HOUR,
  '30d': 720 * HOUR,
}

/** A field that cannot be used; the message is for the owner. */
export class FieldError extends Error {}

/**
 * What the form of a new link asks for.
 * @throws FieldError if a field is missing or wrong
 */
export function readWishes(body: unknown, kind: 'share' | 'request'): Wishes {
  const field = (name: string): string => textOf(body, name)?.trim() ?? ''
  const isFolder = kind === 'request' || field('isFolder') === 'yes'
  const fileId = kind === 'request' ? folderId(field('folder')) : (textOf(body, 'file') ?? '')
  const uses = field('often') === 'some' ? wholeNumber(field('uses'), 'How often') : undefined
  const addresses = field('networks')
    .split(/[\s,;]+/)
    .filter(Boolean)
  const start = field('startsAt') === '' ? undefined : instant(field('startsAt'), 'The start')
  return {
    kind,
    fileId,
    perms: kind === 'request' ? ['create'] : permsOf(field('can'), isFolder),
    conditions: {
      ...(isFolder && { scope: 'tree' as const }),
      ...(uses !== undefined && { uses }),
      ...(addresses.length > 0 && { addresses }),
      ...(kind === 'request' && { upload: uploadLimits(body) }),
    },
    label: field('label'),
    recipient: field('recipient'),
    note: field('note'),
    end: endOf(field('until'), field('endsAt'), start),
    start,
    password: textOf(body, 'password') || undefined,
  }
}

/** An instant as a field for date and time has it, in the zone of this machine. */
export function instant(text: string, name: string): Date {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime())) throw new FieldError(`${name} must be a date and a time.`)
  return at
}

function endOf(until: string, date: string, start: Date | undefined): Date {
  const span = SPANS[until]
  const end =
    span === undefined ? instant(date, 'The end') : new Date(Math.max(Date.now(), start?.getTime() ?? 0) + span)
  if (end.getTime() <= Date.now()) throw new FieldError('The end must be in the future.')
  if (end.getTime() > Date.now() + LONGEST) throw new FieldError('The end can be at most a year from now.')
  if (start !== undefined && end <= start) throw new FieldError('The end must be after the start.')
  return end
}

function permsOf(can: string, isFolder: boolean): readonly StandardPerm[] {
  const get: StandardPerm[] = isFolder ? ['read', 'list'] : ['read']
  const put: StandardPerm[] = isFolder ? ['create'] : ['write']
  if (can === 'get') return get
  if (can === 'put') return put
  if (can === 'both') return [...get, ...put]
  throw new FieldError('Choose what the recipient can do.')
}

function uploadLimits(body: unknown): NonNullable<Wishes['conditions']['upload']> {
  const megabytes = wholeNumber(textOf(body, 'maxSize') ?? '', 'The size')
  const contentTypes = typesOf(body).flatMap((value) => value.split(','))
  return { maxBytes: megabytes * 1_000_000, ...(contentTypes.length > 0 && { contentTypes }) }
}

/** The ticked types. */
export function typesOf(body: unknown): readonly string[] {
  const { types } = (body ?? {}) as { readonly types?: unknown }
  const given = Array.isArray(types) ? types : [types]
  return Object.keys(TYPES).filter((type) => given.includes(type))
}

function folderId(text: string): string {
  const id = text.normalize('NFC').replace(/^\/+|\/+$/g, '')
  if (id === '' || id.split('/').some((segment) => segment === '' || !isShown(segment)))
    throw new FieldError('Give the name of a folder that is not hidden, without a backslash or a percent escape.')
  return id
}

function wholeNumber(text: string, name: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (number < 1) throw new FieldError(`${name} must be a whole number from 1.`)
  return number
}
