import { timeLeft } from './time-left.js'

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** Times in the zone and the manner of the reader, and those that count. */
export function showTimes(root) {
  for (const time of root.querySelectorAll('time[data-local]')) time.textContent = LOCAL.format(new Date(time.dateTime))
  const counting = [...root.querySelectorAll('time[data-countdown]')]
  if (counting.length === 0) return
  const timer = setInterval(() => {
    const shown = counting.filter((time) => time.isConnected)
    if (shown.length === 0) clearInterval(timer)
    for (const time of shown) time.textContent = timeLeft(new Date(time.dateTime).getTime() - Date.now())
  }, 1000)
}
