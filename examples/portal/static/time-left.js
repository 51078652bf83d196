const DAY = 86_400
const HOUR = 3600

/** A span in words, with its two largest units: "2 d 4 h", "3 h 59 min", "12 min 5 s", "45 s". */
export function timeLeft(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds === 0) return 'ended'
  if (seconds >= DAY) return two(seconds, DAY, 'd', HOUR, 'h')
  if (seconds >= HOUR) return two(seconds, HOUR, 'h', 60, 'min')
  return seconds >= 60 ? two(seconds, 60, 'min', 1, 's') : `${seconds} s`
}

function two(seconds, large, largeName, small, smallName) {
  const rest = Math.floor((seconds % large) / small)
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`
}
