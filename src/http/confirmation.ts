import type { Uses } from 'daypass/managed'
import type { GuardedGrant } from './guarded-grant.ts'
import { queryParameters } from './query.ts'
import type { Rendering } from './render.ts'

/** What a visitor confirms before a counted link is used: the argument of the guard's option `confirmPage`. */
export interface Confirmation {
  /** How often the link works: one sentence, without a full stop. */
  readonly title: string
  /** What the button does. */
  readonly advice: string
  /** How often the link works. */
  readonly max: number
  /** How often it still works. */
  readonly left: number
  /** For how many seconds the browser can go on after the button was pressed. */
  readonly lease: number
  /** Whether the button was pressed before, and the browser did not send the cookie that came with the page. */
  readonly isCookieMissing: boolean
  /**
   * Names and values of the fields that the form sends: the parameters of the URL, and `use=1`. The form needs the method GET and no action.
   * Escape them: they come from the client, and one of them can be the token.
   */
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** Renders the page of a counted link: the type of the guard's option `confirmPage`. */
export type RenderConfirmation = (confirmation: Confirmation) => Rendering

/** What a visitor of a link with this grant confirms. */
export function confirmationOf(
  url: string,
  lease: number,
  isCookieMissing: boolean,
  grant: GuardedGrant,
): Confirmation {
  const { used, max } = grant.uses as Uses // there are none only if the link is not counted
  const left = max - used
  const others = queryParameters(url).filter(([name]) => name !== 'use')
  return {
    title: max === 1 ? 'This link works once' : `This link works ${max} times`,
    advice: adviceOf(left, max, lease),
    max,
    left,
    lease,
    isCookieMissing,
    fields: [...others, ['use', '1']],
  }
}

function adviceOf(left: number, max: number, lease: number): string {
  const again = `For ${durationText(lease)}, this browser can then open it again or resume the download`
  if (max === 1) return `Opening it uses it up. ${again}.`
  return `${left} of ${max} times ${left === 1 ? 'is' : 'are'} left. Opening it uses up one. ${again} without using up another.`
}

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const

/** The largest unit of which it is a whole number: "1 hour", "90 minutes". */
function durationText(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds % size === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
