import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    http: 'src/http/index.ts',
    express: 'examples/express/adapter.ts',
    koa: 'examples/koa/adapter.ts',
  },
  format: ['esm', 'cjs'],
  dts: true,
  target: 'node20',
  platform: 'node',
  minify: false,
  clean: true,
  // Each entry is one file that a reviewer can read from top to bottom.
  splitting: false,
  // `daypass/http` and the adapters must share one LinkError with `daypass`, never carry a copy.
  external: ['daypass', 'daypass/http'],
  // `node:crypto` is the module of the runtime everywhere; "crypto" may be a package, or nothing (Deno, workerd).
  removeNodeProtocol: false,
})
