/** A link in the hands of its holder. Its end is read from the token, as SPEC.md has it, and not from what a server says. */
export interface HeldLink {
  readonly token: string
  readonly file: string
  readonly keyId: string
  /** Milliseconds since the epoch. */
  readonly expires: number
  /** Which server made it. */
  readonly maker: number
}

/** What a server makes of a link: alive, past its end, or of a key that verifies no more. */
export type Outcome = 'allowed' | 'expired' | 'retired'

/** What each outcome looks like from outside. */
export const ANSWERS: Readonly<Record<Outcome, string>> = {
  allowed: '200',
  expired: '410 expired',
  retired: '403 invalid-link',
}

/** Clocks of two processes of one machine may be read this many milliseconds apart. */
const MARGIN = 25

export function heldLink(token: string, file: string, maker: number): HeldLink {
  const [, keyId = '', end = ''] = token.split('.')
  if (!/^e[0-9]{10}$/.test(end)) throw new Error('a server made a link of another form')
  return { token, file, keyId, expires: Number(end.slice(1)) * 1000, maker }
}

/** What is right for a link at an instant of the clock that decides. A key's last link ends no later than the key. */
export function outcomeAt(link: HeldLink, verifyUntil: number, clock: number): Outcome {
  if (clock < Math.min(link.expires, verifyUntil)) return 'allowed'
  return clock < verifyUntil ? 'expired' : 'retired'
}

/** What is right for a link wherever between two instants it was decided on; undefined where it changes in between. */
export function outcomeWithin(link: HeldLink, verifyUntil: number, from: number, to: number): Outcome | undefined {
  const before = outcomeAt(link, verifyUntil, from - MARGIN)
  return before === outcomeAt(link, verifyUntil, to + MARGIN) ? before : undefined
}
