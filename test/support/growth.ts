import { costRatio } from './cost-ratio.ts'

const TIMES = 16

/** What linear growth stays below, with a wide margin. Quadratic growth is near `TIMES` squared, 256. */
export const LINEAR: number = TIMES * 5

/** How many times as much `act` costs for 16 times the text, which is made of copies of `piece`. */
export function growth(act: (text: string) => unknown, piece: string, characters = 8000): number {
  const short = piece.repeat(Math.ceil(characters / piece.length))
  const long = short.repeat(TIMES)
  return costRatio(
    () => act(long),
    () => act(short),
  )
}
