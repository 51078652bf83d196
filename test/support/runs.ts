/** Runs of a property test: `usual` in the suite, `DAYPASS_RUNS` in the deep run. */
export function runs(usual: number): { numRuns: number } {
  const deep = Number(process.env.DAYPASS_RUNS ?? 0)
  return { numRuns: Math.max(usual, deep) }
}
