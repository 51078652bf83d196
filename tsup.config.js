import { defineConfig } from 'tsup'

/** What the adapters share. It runs where there is nothing of Node. */
const portable = { http: 'src/http/index.ts' }

const others = {
  index: 'src/index.ts',
  express: 'examples/express/adapter.ts',
  koa: 'examples/koa/adapter.ts',
  fastify: 'examples/fastify/adapter.ts',
  hono: 'examples/hono/adapter.ts',
  fetch: 'examples/fetch/adapter.ts',
  node: 'examples/node-http/adapter.ts',
  managed: 'src/managed/index.ts',
  redis: 'src/stores/redis.ts',
  sqlite: 'src/stores/sqlite.ts',
  postgres: 'src/stores/postgres.ts',
  'store-contract': 'src/stores/contract.ts',
}

const library = {
  entry: others,
  format: ['esm', 'cjs'],
  dts: { entry: { ...others, ...portable } },
  target: 'node20',
  platform: 'node',
  minify: false,
  // All but what is built at the same time and would be removed by chance.
  clean: ['!command.js', '!http.js', '!http.cjs'],
  // Each entry is one file that a reviewer can read from top to bottom.
  splitting: false,
  // `daypass/http` and the adapters must share one LinkError with `daypass`, never carry a copy. Stores take the type LinkStore from
  // `daypass/managed`: types that entries share through relative imports would be moved to a file with a hash in its name.
  external: ['daypass', 'daypass/http', 'daypass/managed'],
  // `node:crypto` is the module of the runtime everywhere; "crypto" may be a package, or nothing (Deno, workerd).
  removeNodeProtocol: false,
}

/** With the bytes of every runtime, not those of Node. */
const everywhere = {
  ...library,
  entry: portable,
  dts: false,
  clean: false,
  esbuildOptions: (options) => {
    options.alias = { '#bytes': './src/bytes/default.ts' }
  },
}

/** The command: `bin` of the package. It imports the library as its users do, each entry only when a verb needs it. */
const command = {
  ...library,
  entry: { command: 'src/command/index.ts' },
  format: ['esm'],
  dts: false,
  clean: false,
  external: [/^daypass(?:\/|$)/],
}

export default defineConfig([library, everywhere, command])
