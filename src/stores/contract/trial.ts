import type { LinkStore } from 'daypass/managed'

/** A store under a check, with the means to check it. */
export interface Trial extends LinkStore {
  /** A key that no other check has, in the same slot of a cluster as all others. */
  readonly key: (rest?: string) => string
  /** The store's clock in milliseconds. Nothing is stored. */
  readonly clock: () => Promise<number>
  /** An end that no check lives to see: ten minutes from now. */
  readonly farEnd: () => Promise<number>
  /**
   * Calls `act` with an end, and again with a later one while it did not return before that end by the store's clock: a slow machine
   * makes a check slow, and never wrong. Each call must use fresh keys.
   */
  readonly before: <T>(act: (end: number) => Promise<T>) => Promise<{ readonly end: number; readonly result: T }>
  /** Resolves once the store's clock has reached `instant`. */
  readonly until: (instant: number) => Promise<void>
}

/** A check by its name. */
export type NamedCheck = readonly [name: string, check: (trial: Trial) => Promise<void>]

/** Milliseconds for which entries are given at first, and at last. */
const SHORTEST = 100
const LONGEST = 30_000

export function createTrial(store: LinkStore): Trial {
  const tag = `{contract-${globalThis.crypto.randomUUID()}}`
  let keys = 0
  const key = (rest = 'key'): string => `${tag}:${keys++}:${rest}`
  const clockKey = key('clock')
  const clock = async (): Promise<number> => {
    const now = await store.raise(clockKey, 0, 0)
    if (Number.isSafeInteger(now)) return now
    throw new Error('raise must return whole milliseconds')
  }
  return {
    read: async (keys) => {
      const texts = await store.read(keys)
      const isText = (text: unknown): boolean => text === undefined || typeof text === 'string'
      if (Array.isArray(texts) && texts.every(isText)) return texts
      throw new Error('read must return a list of strings or undefined')
    },
    raise: (...args) => store.raise(...args),
    write: (...args) => store.write(...args),
    use: async (...args) => {
      // In a fixed order, since the comparison is by JSON, and without any further members.
      const { admitted, used } = await store.use(...args)
      return { admitted, used }
    },
    key,
    clock,
    farEnd: async () => (await clock()) + 600_000,
    before: async (act) => {
      for (let life = SHORTEST; life <= LONGEST; life *= 3) {
        const end = (await clock()) + life
        const result = await act(end)
        if ((await clock()) < end) return { end, result }
      }
      throw new Error(`the store did not answer within ${LONGEST} ms by its own clock`)
    },
    until: async (instant) => {
      const tries = LONGEST / 5
      for (let i = 0; (await clock()) < instant; i++) {
        if (i > tries) throw new Error("the store's clock does not advance")
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
  }
}

/** Throws unless the two are the same as JSON, in which undefined in a list is null: `read` never returns that. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value) ?? 'undefined')
  if (got !== wanted) throw new Error(`${what}: expected ${wanted}, got ${got}`)
}
