import { mergeConfig } from 'vitest/config'
import usual from './vitest.config.js'

// What takes minutes: `scripts/deep.mjs` names the files and the number of cases.
export default mergeConfig(usual, {
  test: {
    include: ['test/slow/timing/*.deep.ts'],
    testTimeout: 3_600_000,
    maxWorkers: 2,
  },
})
