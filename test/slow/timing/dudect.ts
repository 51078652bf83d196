import { randomFrom } from '../../support/random.ts'
import { SEED } from '../../support/seed.ts'

// In the manner of dudect (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?", 2017): two classes of input,
// measured in random order, and Welch's t-test on their times.

const BATCH = 200
const SAMPLES = 20_000
const WARM_UP = 2000
/** Below this, a difference is none in dudect's terms, whatever the control says. */
const LEAST = 4.5
/** Share of the samples that is kept: the slowest are interrupts and garbage collection, in both classes alike. */
const KEPT = 0.9

export interface Figures {
  /** |t| of first-wrong against last-wrong. */
  readonly t: number
  /** |t| of first-wrong against first-wrong, which is noise alone. */
  readonly control: number
  /** `t` in parts of what is allowed: three times the control's, at least 4.5. */
  readonly excess: number
}

type Compare = (expected: string, given: string) => boolean

/** One run: the time of a comparison with a MAC wrong in its first character, and in its last; and the control. `before` stands before each. */
export function measure(compare: Compare, mac: string, before = ''): Figures {
  const wrong = mac.startsWith('A') ? 'B' : 'A'
  const first = before + wrong + mac.slice(1)
  const last = before + mac.slice(0, -1) + (mac.endsWith('A') ? 'B' : 'A')
  const classes = [first, last, first]
  const times = classes.map((): number[] => [])
  for (let i = -WARM_UP; i < SAMPLES; i++) {
    // All three in random order, so that a drift of the machine meets them alike.
    for (const which of shuffled()) {
      const time = timeOf(compare, freshCopy(mac), freshCopy(classes[which] as string))
      if (i >= 0) times[which]?.push(time)
    }
  }
  const [a, b, c] = times as [number[], number[], number[]]
  const limit = [...a, ...b, ...c].sort((x, y) => x - y)[Math.floor(3 * SAMPLES * KEPT)] as number
  const [kept, other, again] = [a, b, c].map((all) => all.filter((time) => time <= limit)) as [
    number[],
    number[],
    number[],
  ]
  const t = Math.abs(welch(kept, other))
  const control = Math.abs(welch(kept, again))
  return { t, control, excess: t / Math.max(LEAST, 3 * control) }
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}

/** Nanoseconds of a batch. One comparison is shorter than the clock's grain. */
function timeOf(compare: Compare, expected: string, given: string): number {
  let equal = 0
  const start = process.hrtime.bigint()
  for (let i = 0; i < BATCH; i++) equal += compare(expected, given) ? 1 : 0
  const time = Number(process.hrtime.bigint() - start)
  // Uses the results, so that no compiler may leave the loop out.
  if (equal !== 0) throw new Error('texts that differ were found equal')
  return time
}

/** The same characters at another place in memory: one string for all samples would be measured with its place. */
function freshCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

const random = randomFrom(SEED)

function shuffled(): readonly number[] {
  const order = [0, 1, 2]
  for (let i = 2; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order
}

function welch(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [moments(a), moments(b)]
  return (x.mean - y.mean) / Math.sqrt(x.variance / a.length + y.variance / b.length)
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance }
}
