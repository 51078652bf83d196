import type { Flags } from './flag.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'

/** What a verb gives: printed as a text, or with `--json` as JSON. */
export interface Outcome {
  /** The result for people, without the line end; undefined: there is nothing to print. */
  readonly text?: string | undefined
  /** The result for programs, beside `ok` and `code`. */
  readonly json: object
  /** Lines for the standard error output. */
  readonly notes?: readonly string[]
  /** Why the result is not to be relied on. The command then ends with 1. */
  readonly refusal?: { readonly code: string; readonly message: string } | undefined
}

/** A verb of the command. */
export interface Verb {
  /** The command line without `daypass` and the verb. */
  readonly synopsis: string
  readonly about: string
  readonly flags: Flags
  /** How many arguments it takes that are not options. */
  readonly positionals: { readonly min: number; readonly max: number }
  readonly examples: readonly [string, string]
  /** Undefined if it has written its result by itself. */
  readonly run: (given: Given, io: Io) => Promise<Outcome | undefined>
}
