const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const

/** An instant in UTC, and how far away it is. */
export function showTime(time: Date, now: number): string {
  return `${isoSeconds(time)} (${showDistance(Math.round((time.getTime() - now) / 1000))})`
}

/** An instant in UTC, in whole seconds. */
export function isoSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** The two largest units are enough to see at a glance. */
function showDistance(seconds: number): string {
  let rest = Math.abs(seconds)
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest %= size
    return { unit, count }
  })
  const first = parts.findIndex(({ count }) => count > 0)
  if (first === -1) return 'now'
  const shown = parts.slice(first, first + 2).filter(({ count }) => count > 0)
  const text = shown.map(({ unit, count }) => `${count}${unit}`).join(' ')
  return seconds < 0 ? `${text} ago` : `in ${text}`
}
