/** What happens to links and their state, one step after another, in a form that both implementations take. */
export interface History {
  readonly keys: readonly { readonly id: string; readonly secret: string }[]
  readonly purpose: string
  readonly maxTtl: number
  readonly skew: number
  readonly lease: number
  /** In milliseconds. */
  readonly start: number
  readonly steps: readonly Step[]
}

/** One step, `wait` milliseconds after the one before. Tokens are numbered in the order in which they are made. */
export type Step = { readonly wait: number } & (
  | { readonly do: 'sign'; readonly options: Options; readonly nonce?: string }
  | { readonly do: 'narrow'; readonly of: number; readonly options: Options }
  | { readonly do: 'revoke'; readonly subject: Options }
  | { readonly do: 'policy'; readonly name: string; readonly options: Options | null }
  | { readonly do: 'verify'; readonly of: number; readonly request: Options }
  | { readonly do: 'forget' }
)

export type Options = Readonly<Record<string, unknown>>

/** A history of these steps, with the settings that all histories share. */
export function historyOf(steps: readonly Step[], skew = 2): History {
  return {
    keys: [{ id: 'k1', secret: 'ZGF5cGFzcy10ZXN0LXZlY3RvcnMtbm90LXNlY3JldCE' }],
    purpose: 'links',
    maxTtl: 604_800,
    skew,
    lease: 600,
    start: 1_700_000_000_000,
    steps,
  }
}
