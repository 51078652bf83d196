import usual from './vitest.config.js'

// Thousands of runs, which take a minute and a half: `npm run test:pollution`.
export default {
  ...usual,
  test: {
    ...usual.test,
    include: ['test/slow/pollution.test.ts'],
    exclude: ['node_modules/**'],
    // More than the test gives to each program that it waits for.
    testTimeout: 1_000_000,
    hookTimeout: 1_000_000,
  },
}
