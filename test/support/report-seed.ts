import type { TestProject } from 'vitest/node'
import { SEED } from './seed.ts'

/** Prints the seed of a run that failed. Not every failure has one in its message: a tally that comes out too small has none. */
export default function reportSeed({ vitest }: TestProject): () => void {
  return () => {
    if (vitest.state.getFailedFilepaths().length > 0) console.error(`DAYPASS_SEED=${SEED} runs the same cases again.`)
  }
}
