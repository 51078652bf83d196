import { mergeConfig } from 'vitest/config'
import usual from './vitest.config.js'

// `npm run test:hls`: a player in Chromium, which its folder installs.
const config = mergeConfig(usual, {})
config.test.include = ['examples/hls/test/*.test.ts']

export default config
