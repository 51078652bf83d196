import type { MacVector } from './macs.ts'
import type { ManagedVector } from './managed-vector.ts'
import type { NarrowVector } from './narrowings.ts'
import type { SignVector } from './signed.ts'
import type { Vector } from './vector.ts'

/** The vectors of every file in `test/spec/vectors`, by the name of the file. A suite that runs them all names them all. */
export interface VectorFiles {
  readonly accepted: readonly Vector[]
  readonly refused: readonly Vector[]
  readonly 'non-ascii': readonly Vector[]
  readonly sign: readonly SignVector[]
  readonly 'sign-managed': readonly SignVector[]
  readonly managed: readonly ManagedVector[]
  readonly narrow: readonly NarrowVector[]
  readonly mac: readonly MacVector[]
}
