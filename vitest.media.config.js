import { mergeConfig } from 'vitest/config'
import usual from './vitest.config.js'

// `npm run test:hls`, `npm run test:dicom`: a player and a viewer in Chromium, which their folders install.
const config = mergeConfig(usual, {})
config.test.include = ['examples/{hls,dicom}/test/*.test.ts']

export default config
