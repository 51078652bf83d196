import { sizeText } from '../static/size-text.js'
import { timeLeft } from '../static/time-left.js'
import { type Html, html } from './html.ts'

export { sizeText }

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** The time zone of this machine, in which the owner types times. */
export const ZONE: string = new Intl.DateTimeFormat().resolvedOptions().timeZone

/** An instant. With scripts, it is shown in the zone and the manner of the reader. */
export function when(date: Date | number): Html {
  const at = new Date(date)
  return html`<time datetime="${at.toISOString()}" data-local>${DATE.format(at)}</time>`
}

/** How long it is until an instant: 3 h 59 min. With scripts, it counts. */
export function countdown(date: Date | number): Html {
  const at = new Date(date)
  return html`<time datetime="${at.toISOString()}" data-countdown>${timeLeft(at.getTime() - Date.now())}</time>`
}

/** "1 file", "2 files". */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`
}

/** A value for a field for date and time, in the zone of this machine. */
export function fieldTime(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
