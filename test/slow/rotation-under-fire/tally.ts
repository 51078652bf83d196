import type { HeldLink, Outcome } from './outcome.ts'

/** An answer that was not the right one. */
export interface WrongAnswer {
  readonly right: Outcome
  readonly answer: string
  readonly link: Omit<HeldLink, 'token'>
  readonly server: number
  /** When the request was sent. */
  readonly sent: number
}

/** What became of the requests of one fire. */
export interface Tally {
  /** Requests by what was right for them. */
  readonly asked: Record<Outcome, number>
  readonly wrong: WrongAnswer[]
  /** Requests during which the right answer changed. */
  undecided: number
  /** Living links that met a server after the key that signed them was replaced. */
  olderKey: number
  made: number
  /** What was answered where a link was to be made and was not. */
  readonly notMade: string[]
  /** Living links that were used: key, maker and server. */
  readonly paths: Set<string>
  /** Requests that no server answered. */
  unanswered: number
  failedConnections: number
}

export function emptyTally(): Tally {
  return {
    asked: { allowed: 0, expired: 0, retired: 0 },
    wrong: [],
    undecided: 0,
    olderKey: 0,
    made: 0,
    notMade: [],
    paths: new Set(),
    unanswered: 0,
    failedConnections: 0,
  }
}

/** What a tally must have, so that a run that tried little does not pass for one that found nothing. */
export interface Demands {
  readonly least: Readonly<Record<Outcome, number>>
  readonly keys: readonly string[]
  readonly servers: number
}

/** Everything in a tally that speaks against the documented order; empty if nothing does. */
export function faults(tally: Tally): string[] {
  const found: string[] = []
  for (const [right, name] of Object.entries(NAMES) as [Outcome, string][]) {
    const wrong = tally.wrong.filter((one) => one.right === right)
    const answers = [...new Set(wrong.map(({ answer }) => answer))].join(', ')
    if (wrong.length > 0) found.push(`${wrong.length} requests with ${name} were answered ${answers}`)
  }
  if (tally.notMade.length > 0) found.push(`${tally.notMade.length} links were not made: ${tally.notMade[0]}`)
  if (tally.unanswered > 0) found.push(`${tally.unanswered} requests were not answered by any server`)
  return found
}

/** What a tally has too little of to show anything, as on a machine that is too slow; empty if it has enough. */
export function shortfalls(tally: Tally, { least, keys, servers }: Demands): string[] {
  const found: string[] = []
  for (const [right, name] of Object.entries(NAMES) as [Outcome, string][]) {
    if (tally.asked[right] < least[right]) {
      found.push(`only ${tally.asked[right]} requests with ${name}, fewer than ${least[right]}`)
    }
  }
  if (tally.olderKey === 0) found.push('no living link was used after the change of keys')
  const paths = keys.length * servers ** 2
  if (tally.paths.size !== paths) found.push(`living links took ${tally.paths.size} of ${paths} ways`)
  return found
}

const NAMES: Readonly<Record<Outcome, string>> = {
  allowed: 'living links',
  expired: 'expired links',
  retired: 'links of retired keys',
}
