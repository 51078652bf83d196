/** How the command ends. */
export const EXIT = {
  /** Done, or accepted. */
  done: 0,
  /** Refused: a link that is not accepted, a file that would be overwritten. */
  refused: 1,
  /** The command line, or a value on it, is wrong. */
  usage: 2,
  /** A file or a store is not there. */
  missing: 3,
} as const

export type Exit = (typeof EXIT)[keyof typeof EXIT]
