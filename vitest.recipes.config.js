import { mergeConfig } from 'vitest/config'
import usual from './vitest.config.js'

// `npm run test:recipes`: what examples/recipes/package.json needs is installed there, and not for `npm test`.
const config = mergeConfig(usual, {})
config.test.include = ['examples/recipes/test/*.test.ts']

export default config
