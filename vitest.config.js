import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^daypass$/, replacement: at('./src/index.ts') },
      { find: /^daypass\/http$/, replacement: at('./src/http/index.ts') },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 20_000 },
})
