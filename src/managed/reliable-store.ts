import type { LinkStore, StoreUse } from './store.ts'
import { StoreError } from './store-error.ts'

/**
 * A store whose operations either give an answer that makes sense within `timeout` milliseconds, or reject with a `StoreError`: whatever
 * else a store does, nothing is accepted and nothing hangs.
 */
export function reliableStore(store: LinkStore, timeout: number): LinkStore {
  const ask = <T>(
    name: string,
    call: () => Promise<unknown>,
    copyAnswer: (answer: unknown) => T | undefined,
  ): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const fail = (cause: unknown): void => {
        clearTimeout(timer)
        reject(new StoreError(`the store failed to ${name}`, { cause }))
      }
      const timer = setTimeout(() => reject(new StoreError(`the store did not ${name} within ${timeout} ms`)), timeout)
      const answered = (answer: unknown): void => {
        clearTimeout(timer)
        try {
          const copy = copyAnswer(answer)
          if (copy === undefined) reject(new StoreError(`the store gave no valid answer when it was to ${name}`))
          else resolve(copy)
        } catch (error) {
          fail(error) // a Proxy, for example, throws when it is looked at
        }
      }
      try {
        call().then(answered, fail)
      } catch (error) {
        fail(error)
      }
    })
  return Object.freeze({
    read: (keys: readonly string[]) =>
      ask(
        'read',
        () => store.read(keys),
        (answer) => copyTexts(answer, keys),
      ),
    raise: (key: string, value: number, end: number) =>
      ask('raise a mark', () => store.raise(key, value, end), copyTime),
    write: async (key: string, text: string | undefined, end: number) => {
      await ask(
        'write',
        () => store.write(key, text, end),
        () => true,
      )
    },
    use: (key: string, claim: string | undefined, max: number, leaseMs: number, end: number) =>
      ask('count a use', () => store.use(key, claim, max, leaseMs, end), copyUse),
  })
}

// Answers are copied, each member read once: what is checked is what is used, and no promise in disguise is waited for.

function copyTexts(answer: unknown, keys: readonly string[]): readonly (string | undefined)[] | undefined {
  if (!Array.isArray(answer) || answer.length !== keys.length) return undefined
  const texts = keys.map((_, i) => (Object.hasOwn(answer, i) ? (answer[i] as unknown) : null))
  return texts.every((text) => text === undefined || typeof text === 'string') ? (texts as string[]) : undefined
}

function copyTime(answer: unknown): number | undefined {
  return typeof answer === 'number' && Number.isFinite(answer) && answer >= 0 ? answer : undefined
}

function copyUse(answer: unknown): StoreUse | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  if (!Object.hasOwn(answer, 'admitted') || !Object.hasOwn(answer, 'used')) return undefined
  const { admitted, used } = answer as StoreUse
  const isUse = typeof admitted === 'boolean' && Number.isSafeInteger(used) && used >= (admitted ? 1 : 0)
  return isUse ? { admitted, used } : undefined
}
