/** What happens to links and their state, one step after another, in a form that both implementations take. */
export interface History {
  readonly keys: readonly KeyIn[]
  readonly purpose: string
  readonly maxTtl: number
  readonly skew: number
  readonly lease: number
  /** In milliseconds. */
  readonly start: number
  readonly steps: readonly Step[]
}

interface KeyIn {
  readonly id: string
  readonly secret: string
  /** In milliseconds. */
  readonly verifyUntil?: number
}

/** One step, `wait` milliseconds after the one before. Tokens are numbered in the order in which they are made. */
export type Step = { readonly wait: number } & (
  | { readonly do: 'sign'; readonly options: Options; readonly nonce?: string }
  | { readonly do: 'narrow'; readonly of: number; readonly options: Options }
  | { readonly do: 'revoke'; readonly subject: Options }
  | { readonly do: 'policy'; readonly name: string; readonly options: Options | null }
  | { readonly do: 'verify'; readonly of: number; readonly request: Options; readonly meanwhile?: Meanwhile }
  | { readonly do: 'forget' }
)

/**
 * What happens during a verification, once the store has given this many answers. The first answer is always that to the first read; what
 * a second one is about can differ between implementations, unless SPEC.md leaves one order only.
 */
export interface Meanwhile {
  readonly answers: number
  /** In milliseconds. */
  readonly wait: number
  /** Whether the store loses its memory. */
  readonly forget?: boolean
}

export type Options = Readonly<Record<string, unknown>>

/** When all histories start, in milliseconds. */
export const START = 1_700_000_000_000

/** A history of these steps; most settings are the same in all of them. */
export function historyOf(
  steps: readonly Step[],
  { skew = 2, verifyUntil }: { readonly skew?: number; readonly verifyUntil?: number } = {},
): History {
  const secret = 'ZGF5cGFzcy10ZXN0LXZlY3RvcnMtbm90LXNlY3JldCE'
  return {
    keys: [{ id: 'k1', secret, ...(verifyUntil !== undefined && { verifyUntil }) }],
    purpose: 'links',
    maxTtl: 604_800,
    skew,
    lease: 600,
    start: START,
    steps,
  }
}
