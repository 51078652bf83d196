import { type History, historyOf, type Meanwhile, type Options, type Step } from './history.ts'

/** A history that is known to the last step. */
export interface Directed {
  readonly name: string
  readonly history: History
  /** What each verification gives. */
  readonly gives: readonly string[]
}

/** A step, and what it must give if it is a verification. */
export type Told = Step | { readonly verify: Step; readonly gives: string }

export const VISITOR_A: Options = { claim: 'claim-of-visitor-A' }
export const VISITOR_B: Options = { claim: 'claim-of-visitor-B' }

/** A link to read the file a/b for an hour, unless `options` say otherwise. */
export const sign = (options: Options = {}): Step => {
  return { do: 'sign', wait: 3000, options: { fileId: 'a/b', perms: ['read'], ttl: '1h', ...options } }
}
export const narrow = (of: number, options: Options): Step => ({ do: 'narrow', wait: 0, of, options })
export const revoke = (subject: Options): Step => ({ do: 'revoke', wait: 1000, subject })
export const policy = (name: string, options: Options | null): Step => ({ do: 'policy', wait: 0, name, options })
export const forget: Step = { do: 'forget', wait: 3000 }
export const verify = (of: number, gives: string, request: Options = {}, wait = 0): Told => {
  return { verify: { do: 'verify', wait, of, request }, gives }
}
/** A verification during which something happens once the store has given its first answer, or a later one. */
export const verifySlowly = (of: number, gives: string, meanwhile: Partial<Meanwhile>, request: Options = {}): Told => {
  return { verify: { do: 'verify', wait: 0, of, request, meanwhile: { answers: 1, wait: 0, ...meanwhile } }, gives }
}

export function directed(name: string, told: readonly Told[], verifyUntil?: number): Directed {
  const steps = told.map((one) => ('verify' in one ? one.verify : one))
  const history = historyOf(steps, verifyUntil === undefined ? {} : { verifyUntil })
  return { name, history, gives: told.flatMap((one) => ('verify' in one ? [one.gives] : [])) }
}
