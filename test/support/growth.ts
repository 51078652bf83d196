const ROUNDS = 11
const TIMES = 16

/** What linear growth stays below, with a wide margin for a busy machine. Quadratic growth is near `TIMES` squared, 256. */
export const LINEAR: number = TIMES * 5

/**
 * How many times as long `act` takes for 16 times the text, which is made of copies of `piece`. Both are measured in turn, so that neither
 * profits from what is compiled meanwhile, and the shortest times count: other programs only add to a time.
 */
export function growth(act: (text: string) => unknown, piece: string, characters = 8000): number {
  const short = piece.repeat(Math.ceil(characters / piece.length))
  const long = short.repeat(TIMES)
  const times = Array.from({ length: ROUNDS }, () => [timeOf(act, long), timeOf(act, short)] as const)
  return Math.min(...times.map(([time]) => time)) / Math.min(...times.map(([, time]) => time))
}

function timeOf(act: (text: string) => unknown, text: string): number {
  const start = process.hrtime.bigint()
  act(text)
  return Number(process.hrtime.bigint() - start)
}
