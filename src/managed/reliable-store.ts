import type { LinkStore, StoreUse } from './store.ts'
import { StoreError } from './store-error.ts'

/**
 * A store whose operations either give an answer that makes sense within `timeout` milliseconds, or reject with a `StoreError`: whatever
 * else a store does, nothing is accepted and nothing hangs.
 */
export function reliableStore(store: LinkStore, timeout: number): LinkStore {
  const ask = <T>(name: string, call: () => Promise<unknown>, isAnswer: (answer: unknown) => answer is T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const fail = (cause: unknown): void => {
        clearTimeout(timer)
        reject(new StoreError(`the store failed to ${name}`, { cause }))
      }
      const timer = setTimeout(() => reject(new StoreError(`the store did not ${name} within ${timeout} ms`)), timeout)
      const answered = (answer: unknown): void => {
        clearTimeout(timer)
        try {
          if (isAnswer(answer)) resolve(answer)
          else reject(new StoreError(`the store gave no valid answer when it was to ${name}`))
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
        (texts): texts is (string | undefined)[] => areTexts(texts, keys.length),
      ),
    raise: (key: string, value: number, end: number) => ask('raise a mark', () => store.raise(key, value, end), isTime),
    write: (key: string, text: string | undefined, end: number) =>
      ask(
        'write',
        () => store.write(key, text, end),
        (_answer): _answer is undefined => true,
      ),
    use: (key: string, claim: string | undefined, max: number, leaseMs: number, end: number) =>
      ask('count a use', () => store.use(key, claim, max, leaseMs, end), isUse),
  })
}

function areTexts(answer: unknown, length: number): boolean {
  if (!Array.isArray(answer) || answer.length !== length) return false
  for (let i = 0; i < length; i++) {
    if (!Object.hasOwn(answer, i) || (answer[i] !== undefined && typeof answer[i] !== 'string')) return false
  }
  return true
}

function isTime(answer: unknown): answer is number {
  return typeof answer === 'number' && Number.isFinite(answer) && answer >= 0
}

function isUse(answer: unknown): answer is StoreUse {
  if (typeof answer !== 'object' || answer === null) return false
  if (!Object.hasOwn(answer, 'admitted') || !Object.hasOwn(answer, 'used')) return false
  const { admitted, used } = answer as StoreUse
  return typeof admitted === 'boolean' && Number.isSafeInteger(used) && used >= (admitted ? 1 : 0)
}
