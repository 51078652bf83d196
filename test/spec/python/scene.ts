import { createManagedLinks, type LinkStore, type ManagedLinks, memoryStore } from 'daypass/managed'
import type { History, Meanwhile } from './history.ts'

/** The clock, the store and the links of a history. */
export interface Scene {
  readonly links: ManagedLinks
  readonly tokens: string[]
  readonly now: () => number
  readonly pass: (milliseconds: number) => void
  readonly forget: () => void
  /** Lets this happen at one of the next answers of the store; undefined: nothing any more. */
  readonly arrange: (meanwhile: Meanwhile | undefined) => void
}

export function setScene({ keys, purpose, maxTtl, skew, lease, start }: History): Scene {
  let now = start
  let memory = memoryStore({ clock: () => now })
  let answers = 0
  let arranged: Meanwhile | undefined
  const pass = (milliseconds: number): void => {
    now += milliseconds
  }
  const forget = (): void => {
    memory = memoryStore({ clock: () => now })
  }
  // A store in memory has done an operation once it returns: what happens here is behind it, and before one that is sent together with it.
  const answered = <A>(answer: A): A => {
    answers += 1
    if (answers !== arranged?.answers) return answer
    pass(arranged.wait)
    if (arranged.forget === true) forget()
    return answer
  }
  const store: LinkStore = {
    read: (keys) => answered(memory.read(keys)),
    raise: (...args) => answered(memory.raise(...args)),
    write: (...args) => answered(memory.write(...args)),
    use: (...args) => answered(memory.use(...args)),
  }
  const links = createManagedLinks({
    keys: keys.map(({ verifyUntil, ...key }) => ({
      ...key,
      ...(verifyUntil !== undefined && { verifyUntil: new Date(verifyUntil) }),
    })),
    purpose,
    maxTtl: `${maxTtl}s`,
    skew: `${skew}s`,
    lease: `${lease}s`,
    store,
    clock: () => now,
  })
  const arrange = (meanwhile: Meanwhile | undefined): void => {
    answers = 0
    arranged = meanwhile
  }
  return { links, tokens: [], now: () => now, pass, forget, arrange }
}
