/** Takes text in pieces, and gives it back without its links. */
export interface Redactor {
  readonly push: (text: string) => string
  readonly end: () => string
}

/** Longest part of a line that is kept in memory. Lines of logs are shorter. */
const MAX_PENDING = 65_536

/**
 * How much of a longer run is kept, since a link can begin there: at least 9 characters for each of the 2,048 of a token, as many as
 * escapes of escapes take (`%25%32%45`).
 */
const OVERLAP = 32_768

const IS_LINK_CHARACTER = /[\w.~%-]/
const OTHER_CHARACTER = /[^\w.~%-]/

/**
 * Applies `redactLink` to a stream: text is given back as soon as no link can go on in what follows, at every line end. The memory that it
 * takes does not depend on the length of the lines.
 */
export function createRedactor(redactLink: (text: string) => string): Redactor {
  let pending = ''
  let isInLink = false

  /** What follows a link in the same run can belong to it. Escapes such as `%20`, at which `redactLink` stops, can be cut here. */
  const dropRest = (): void => {
    const end = pending.search(OTHER_CHARACTER)
    isInLink = end === -1
    pending = isInLink ? '' : pending.slice(end)
  }

  /** Text up to a position that no link crosses. */
  const takeUntil = (end: number): string => {
    const text = pending.slice(0, end)
    pending = pending.slice(end)
    return redactLink(text)
  }

  /** Part of a run in which every character could be one of a link. */
  const takeOfRun = (): string => {
    const redacted = redactLink(pending)
    // The run itself has no bracket.
    const mark = redacted.lastIndexOf('[link]')
    const done = mark === -1 ? 0 : mark + '[link]'.length
    const rest = pending.slice(pending.length - (redacted.length - done))
    isInLink = mark !== -1 && rest === ''
    const end = Math.max(0, rest.length - OVERLAP)
    pending = rest.slice(end)
    return redacted.slice(0, done) + rest.slice(0, end)
  }

  return {
    push: (text) => {
      pending += text
      if (isInLink) dropRest()
      let taken = takeUntil(pending.lastIndexOf('\n') + 1)
      if (pending.length > MAX_PENDING) taken += takeUntil(startOfLastRun(pending))
      if (pending.length > MAX_PENDING) taken += takeOfRun()
      return taken
    },
    end: () => takeUntil(pending.length),
  }
}

/** Where the characters at the end begin that could belong to one link. */
function startOfLastRun(text: string): number {
  let start = text.length
  while (start > 0 && IS_LINK_CHARACTER.test(text.charAt(start - 1))) start--
  return start
}
