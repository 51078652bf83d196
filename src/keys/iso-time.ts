/**
 * Milliseconds since the epoch of ISO 8601 text in UTC, as `JSON.stringify` makes it of a `Date`, or without the milliseconds; NaN if it
 * has another form. `Date.parse` alone takes many others, some of them in local time, and turns February 30 into March 2.
 */
export function parseIsoTime(text: string): number {
  const time = text.length <= 27 ? Date.parse(text) : Number.NaN
  const canonical = Number.isNaN(time) ? undefined : new Date(time).toISOString()
  return text === canonical || text.replace(/Z$/, '.000Z') === canonical ? time : Number.NaN
}
