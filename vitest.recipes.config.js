import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import usual from './vitest.config.js'

// `npm run test:recipes`: what examples/recipes/package.json needs is installed there, and not for `npm test`.
const config = mergeConfig(usual, {
  resolve: {
    alias: [
      {
        find: /^daypass\/express$/,
        replacement: fileURLToPath(new URL('./examples/express/adapter.ts', import.meta.url)),
      },
    ],
  },
})
config.test.include = ['examples/recipes/test/*.test.ts']

export default config
