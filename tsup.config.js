import { defineConfig } from 'tsup'

const library = {
  entry: {
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
  },
  format: ['esm', 'cjs'],
  dts: true,
  target: 'node20',
  platform: 'node',
  minify: false,
  // `npm run build` removes the folder first. tsup would remove types that another of these configurations has just written.
  clean: false,
  // Each entry is one file that a reviewer can read from top to bottom.
  splitting: false,
  // `daypass/http` and the adapters must share one LinkError with `daypass`, never carry a copy. Stores take the type LinkStore from
  // `daypass/managed`: types that entries share through relative imports would be moved to a file with a hash in its name.
  external: ['daypass', 'daypass/web', 'daypass/http', 'daypass/managed'],
  // `node:crypto` is the module of the runtime everywhere; "crypto" may be a package, or nothing (Deno, workerd).
  removeNodeProtocol: false,
}

/** Entries that need nothing of Node: they work in browsers, edge routes and workers, too. */
const portable = {
  ...library,
  entry: { web: 'src/web/index.ts', http: 'src/http/index.ts' },
  // Without the condition `node`, `#bytes` is what every runtime has.
  platform: 'neutral',
}

/** The command: `bin` of the package. It imports the library as its users do, each entry only when a verb needs it. */
const command = {
  ...library,
  entry: { command: 'src/command/index.ts' },
  format: ['esm'],
  dts: false,
  external: [/^daypass(?:\/|$)/],
}

export default defineConfig([library, portable, command])
