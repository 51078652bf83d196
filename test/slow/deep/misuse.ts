import { createKeyring, createLinks, LinkError, narrow } from 'daypass'
import fc from 'fast-check'
import { disagreement } from '../../support/disagreement.ts'
import { SECRET_TEXT } from '../../support/fixtures.ts'
import { type MisuseCase, misuseCase } from './support/misuse-cases.ts'

/** The verbs that are tried. */
export const VERBS = ['createKeyring', 'createLinks', 'sign', 'tryVerify', 'narrow'] as const
type Verb = (typeof VERBS)[number]

/**
 * Every verb does its work, or throws a `TypeError` or a `RangeError` that shows nothing; it throws nothing if all that it is given
 * is right. A link that is accepted is one that was signed, and narrowing it never brings more. `seen` counts what the verbs did.
 */
export function misuseProperty(seen: Map<string, number>): fc.IAsyncProperty<[MisuseCase]> {
  return fc.asyncProperty(misuseCase, async (given) => {
    const count = (outcome: string): void => void seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    const attempt = async <T>(verb: Verb, act: () => T | Promise<T>): Promise<T | undefined> => {
      try {
        const value = await act()
        count(`${verb} works`)
        return value
      } catch (error) {
        const isTold =
          error instanceof TypeError || error instanceof RangeError || (verb === 'narrow' && error instanceof LinkError)
        // V8's own errors of a wrong type, such as of a property of undefined, would be an accident and no check.
        const { message = '' } = error as Error
        const isCheck = isTold && !/undefined \(|is not a function|is not iterable|Cannot/.test(message)
        if (
          given.broken === undefined ||
          !isCheck ||
          message.includes(SECRET_TEXT.slice(0, 12)) ||
          message.length > 400
        )
          throw disagreement({ verb, thrown: String(error) })
        count(`${verb} throws`)
        return undefined
      }
    }
    await attempt('createKeyring', () => createKeyring(given.keys as never))
    const options = typeof given.settings === 'object' ? { ...given.settings, keys: given.keys } : given.settings
    const links = await attempt('createLinks', () => createLinks(options as never))
    if (links === undefined) return
    const token = await attempt('sign', () => links.sign(given.fileId as never, 'read', 60))
    const text = token ?? given.fileId
    const result = await attempt('tryVerify', () => links.tryVerify(text as never, given.request as never))
    if (result?.ok && (token === undefined || result.grant.fileId !== given.fileId))
      throw disagreement({ token, result })
    const child = await attempt('narrow', () => narrow(text as never, given.narrowing as never))
    if (child === undefined || result === undefined) return
    const narrowed = await attempt('tryVerify', () => links.tryVerify(child, given.request as never))
    if (narrowed?.ok && !result.ok) throw disagreement({ child, result, narrowed })
  })
}
