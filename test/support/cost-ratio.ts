const ROUNDS = 41
/** Microseconds that a measurement takes at least: many times the grain of the clock. */
const LEAST = 200

/**
 * How many times as much one call costs as another, in the processor time of this process, which others do not add to, however busy
 * the machine: the median over rounds of the ratio of two costs that were measured one after the other.
 */
export function costRatio(act: () => unknown, base: () => unknown): number {
  const [costOfAct, costOfBase] = [meter(act), meter(base)]
  const ratios = Array.from({ length: ROUNDS }, (_, round) => {
    // Which one goes first changes, so that neither always finds what the other left behind.
    if (round % 2 === 0) return costOfAct() / costOfBase()
    const cost = costOfBase()
    return costOfAct() / cost
  })
  return ratios.sort((a, b) => a - b)[ROUNDS >> 1] as number
}

/**
 * Measures the cost of a call by making as many as the clock can tell apart; more in later rounds, if the compiler has made them faster.
 * One that is slow is made once: it must not take minutes.
 */
function meter(act: () => unknown): () => number {
  let count = 1
  return () => {
    let time = timeOf(act, count)
    while (time < LEAST) {
      count *= 2
      time = timeOf(act, count)
    }
    return time / count
  }
}

function timeOf(act: () => unknown, count: number): number {
  const start = process.cpuUsage()
  for (let i = 0; i < count; i++) act()
  const { user, system } = process.cpuUsage(start)
  return user + system
}
