import fc from 'fast-check'
import { SEED } from './seed.ts'

// Runs before every test file, so that no property can be forgotten.
fc.configureGlobal({ seed: SEED })
