import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import usual from './vitest.config.js'

// What thousands of mutants would wait for in vain: it runs the built package, other processes or a compiler, measures time, tests
// what is not packed, starts servers, or tries the same properties over again.
const LEFT_OUT = [
  'test/command/**',
  'test/unit/command/**',
  'test/repo/**',
  'test/slow/**',
  'test/spec/python.test.ts',
  'test/http-contract/clients.test.ts',
  'test/http-contract/examples/**',
  'test/properties/redemptions.test.ts',
  'test/properties/store-faults/**',
  'test/unit/stores/{postgres,redis}.test.ts',
  'test/http-contract/counted-clients.test.ts',
]

// These put something in the place of a module, and need modules of their own; all others share theirs, which is three times as fast.
const ISOLATED = readdirSync('test', { recursive: true })
  .map((name) => `test/${name}`)
  .filter((name) => name.endsWith('.test.ts') && /\bvi\.(?:m|doM)ock\(/.test(readFileSync(name, 'utf8')))

// A mutant is dead at the first test that fails: the tests of its own file come first, then those of its folder, and those of the whole last.
const WHOLE = /\/test\/(?!unit\/)/

class NearestFirst extends BaseSequencer {
  async sort(specs) {
    const [mutated = ''] = this.ctx.config.related ?? []
    const mirror = mutated.replace('/src/', '/test/unit/').replace(/\.ts$/, '.test.ts')
    const distance = ({ moduleId }) => {
      if (moduleId === mirror) return 0
      if (WHOLE.test(moduleId)) return 3
      return dirname(moduleId) === dirname(mirror) ? 1 : 2
    }
    return (await super.sort(specs)).sort((a, b) => distance(a) - distance(b))
  }
}

const project = (name, isolate, include, exclude) => ({
  ...usual,
  test: {
    ...usual.test,
    name,
    isolate,
    include,
    exclude,
    runner: './scripts/mutation-runner.mjs',
    // Whether a mutant is killed must not depend on the cases that a run happens to draw.
    env: { DAYPASS_SEED: '1' },
  },
})

export default {
  test: {
    sequence: { sequencer: NearestFirst },
    projects: [
      project('shared', false, usual.test.include, ['node_modules/**', ...LEFT_OUT, ...ISOLATED]),
      project('isolated', true, ISOLATED, ['node_modules/**', ...LEFT_OUT]),
    ],
  },
}
