/** An option of the command line. It is called a flag, so that it is not taken for an option of the library. */
export interface Flag {
  readonly type: 'string' | 'boolean'
  /** One letter for it. */
  readonly short?: string
  /** Whether it can be given several times. */
  readonly multiple?: true
  /** What stands for its value in the help. */
  readonly value?: string
  readonly about: string
}

export type Flags = Readonly<Record<string, Flag>>

/** Flags of every verb. */
export const COMMON_FLAGS: Flags = {
  json: { type: 'boolean', about: 'print the result as JSON, on one line' },
  help: { type: 'boolean', short: 'h', about: 'print this help' },
}
