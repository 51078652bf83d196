import { resolveMember } from '../values/request.ts'
import { type Condition, defineCondition } from './condition.ts'

/** `httpsOnly`: refused over plain http (SPEC.md, section 5.9). */
export const https: Condition<true> = defineCondition({
  name: 'httpsOnly',
  letters: 'h',
  signerOnly: false,
  normalize: (option) => {
    if (typeof option !== 'boolean') throw new TypeError('httpsOnly must be a boolean')
    return option ? true : undefined
  },
  encode: () => '.h',
  parse: (_letter, field) => (field === '' ? true : undefined),
  intersect: () => true,
  refuse: (_all, request) => (resolveMember(request, 'secure') === true ? undefined : 'https-required'),
})
