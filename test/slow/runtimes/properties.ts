import fc from 'fast-check'
import { modelProperty } from '../../properties/model.ts'
import { httpProperty } from '../deep/http.ts'
import { misuseProperty } from '../deep/misuse.ts'
import { optionsProperty } from '../deep/options.ts'
import { tokenBytesProperty } from '../deep/token-bytes.ts'
import { tokenTextProperty } from '../deep/token-text.ts'

/** How much is tried. */
export interface Effort {
  /** Of each property. */
  readonly cases: number
  /** Requests to one link of the model, each of which is a case. */
  readonly asks: number
}

/** What became of it. */
export interface Tried {
  readonly cases: number
  readonly failures: readonly string[]
}

const SEED = 20_261_124

/** Checks all properties of a library without a store. */
export async function checkProperties({ cases: most, asks }: Effort): Promise<Tried> {
  const seen = new Map<string, number>()
  const properties: readonly (readonly [string, fc.IRawProperty<unknown>, number])[] = [
    ['token text', tokenTextProperty(seen), 1],
    ['token bytes', await tokenBytesProperty(seen), 1],
    ['options', optionsProperty(seen), 1],
    ['misuse', misuseProperty(seen), 1],
    ['HTTP requests', await httpProperty(seen), 1],
    ['reference model', modelProperty(asks, seen), asks],
  ]
  const failures: string[] = []
  let cases = 0
  for (const [name, property, each] of properties) {
    const details = await fc.check(property, { seed: SEED, numRuns: most / each })
    cases += details.numRuns * each
    if (details.failed) failures.push(`${name}: ${String((details.errorInstance as Error).message).slice(0, 2000)}`)
  }
  return { cases, failures }
}
