// Mutation testing of every file that is packed: `npm run test:mutation`. It takes long; a second run tests what has changed.
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.js' },
  mutate: [
    'src/**/*.ts',
    'examples/*/adapter.ts',
    // SQL and Lua, which only servers judge, and the contract, which is a test: `contract.test.ts` has a flawed store for each check.
    '!src/stores/{redis/scripts,postgres/statements,postgres/schema}.ts',
    '!src/stores/contract/**',
    // The command is tested by running it, and most of its text is help.
    '!src/command/**',
  ],
  // Mutants that nothing but the loading of a module reaches are tested too, by all tests: patterns and tables are among them.
  coverageAnalysis: 'perTest',
  // What is made or installed here, and no test that runs needs.
  ignorePatterns: ['/dist', '/docs', '/.runtimes', '/bench/.nodes'],
  concurrency: 2,
  // All tests share one process, with what each of them covers.
  testRunnerNodeArgs: ['--max-old-space-size=8192'],
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  // Tests are not compiled with types, and some read sources as text.
  disableTypeChecks: false,
  timeoutMS: 10_000,
  // The first run is of all tests, one after the other.
  dryRunTimeoutMinutes: 30,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  // Below `break` the command fails. `scripts/mutation-score.mjs` asks for more of the code that decides.
  thresholds: { high: 100, low: 95, break: 95 },
}
