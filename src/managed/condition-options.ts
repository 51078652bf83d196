import type { Conditions } from '../conditions/conditions.ts'
import { CONDITIONS } from '../conditions/list.ts'

/** The options that conditions were made from, each in its canonical form. */
export function conditionOptions(values: Conditions): object {
  return Object.fromEntries(
    CONDITIONS.flatMap(({ name, toOption = same }, i) =>
      values[i] === undefined ? [] : [[name, toOption(values[i])]],
    ),
  )
}

function same(value: unknown): unknown {
  return value
}
