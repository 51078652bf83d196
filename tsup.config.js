import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: ['esm', 'cjs'],
  dts: true,
  target: 'node20',
  platform: 'node',
  minify: false,
  clean: true,
  // `daypass/http` and the adapters must share one LinkError with `daypass`, never carry a copy.
  external: ['daypass', 'daypass/http'],
})
