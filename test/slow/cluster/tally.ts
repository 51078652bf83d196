/** What is right for a link: it may have been revoked, too. */
export type Right = 'allowed' | 'expired' | 'retired' | 'revoked'

/** What each looks like from outside. */
export const ANSWERS: Readonly<Record<Right, string>> = {
  allowed: '200',
  expired: '410 expired',
  retired: '403 invalid-link',
  revoked: '410 revoked',
}

/** What became of the requests. */
export interface Tally {
  /** Requests by what was right for them. */
  readonly asked: Record<Right, number>
  /** Answers that were not right: an accepted link that is not valid, a valid one that was refused, and any other. */
  readonly accepted: string[]
  readonly refused: string[]
  readonly other: string[]
  /** Requests during which the right answer changed. */
  undecided: number
  made: number
  revoked: number
  /** Counted links that were used under several claims at once: each must have been accepted once. */
  counted: number
  readonly miscounted: string[]
  /** Links that were not made, and revocations that failed: a process that restarts is asked again elsewhere. */
  readonly failed: string[]
  /** Milliseconds of the slowest answer. */
  slowest: number
}

export function emptyTally(): Tally {
  return {
    asked: { allowed: 0, expired: 0, retired: 0, revoked: 0 },
    accepted: [],
    refused: [],
    other: [],
    undecided: 0,
    made: 0,
    revoked: 0,
    counted: 0,
    miscounted: [],
    failed: [],
    slowest: 0,
  }
}

/** Everything that speaks against the cluster, or shows that the run tried too little; empty if nothing does. */
export function faults(tally: Tally): readonly string[] {
  const lists = ['accepted', 'refused', 'other', 'miscounted', 'failed'] as const
  const wrong = lists.flatMap((name) =>
    tally[name].length > 0 ? [`${tally[name].length} ${name}: ${tally[name][0]}`] : [],
  )
  const few = Object.entries(tally.asked).flatMap(([right, count]) => (count < 50 ? [`only ${count} ${right}`] : []))
  return [...wrong, ...few, ...(tally.counted < 10 ? [`only ${tally.counted} counted links`] : [])]
}
