import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

// Fresh cases in every run, unless a run is to be repeated. Processes that tests start inherit the seed.
process.env.DAYPASS_SEED ??= String(randomInt(2 ** 31))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^daypass$/, replacement: at('./src/index.ts') },
      { find: /^daypass\/web$/, replacement: at('./src/web/index.ts') },
      { find: /^daypass\/http$/, replacement: at('./src/http/index.ts') },
      { find: /^daypass\/express$/, replacement: at('./examples/express/adapter.ts') },
      { find: /^daypass\/koa$/, replacement: at('./examples/koa/adapter.ts') },
      { find: /^daypass\/fastify$/, replacement: at('./examples/fastify/adapter.ts') },
      { find: /^daypass\/hono$/, replacement: at('./examples/hono/adapter.ts') },
      { find: /^daypass\/fetch$/, replacement: at('./examples/fetch/adapter.ts') },
      { find: /^daypass\/node$/, replacement: at('./examples/node-http/adapter.ts') },
      { find: /^daypass\/managed$/, replacement: at('./src/managed/index.ts') },
      { find: /^daypass\/redis$/, replacement: at('./src/stores/redis.ts') },
      { find: /^daypass\/sqlite$/, replacement: at('./src/stores/sqlite.ts') },
      { find: /^daypass\/postgres$/, replacement: at('./src/stores/postgres.ts') },
      { find: /^daypass\/store-contract$/, replacement: at('./src/stores/contract.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Takes a minute and a half by itself: `npm run test:pollution`.
    exclude: ['node_modules/**', 'test/slow/pollution.test.ts'],
    setupFiles: [at('./test/support/seed-fast-check.ts')],
    globalSetup: [at('./test/support/report-seed.ts')],
    // These end what hangs, and not what is slow because the machine has much else to do.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Vitest leaves one processor idle, which on a machine with two doubles the time.
    maxWorkers: '100%',
  },
})
