import fc from 'fast-check'
import { NOW } from '../../../support/fixtures.ts'
import type { SpecRequest } from '../../../support/spec-verifier.ts'
import { FILES, PERMS } from './fields.ts'

const ADDRESSES = [
  '192.0.2.7',
  '192.0.2.8',
  '198.51.100.1',
  '::ffff:192.0.2.7',
  '2001:db8::1',
  '::1',
  '1.2.3',
  '::fffe:1:2',
  '',
]

/** What links are bound to here, and near misses of it. */
export const BOUND = 'user-é'
const BINDINGS = [BOUND, BOUND, BOUND, 'user-e\u0301', '', 'x'.repeat(257), '\ud800', `${BOUND}\0`]

/** A request, with members left out more often than not. */
export const requests: fc.Arbitrary<SpecRequest> = fc
  .tuple(fc.nat(2 * FILES.length), fc.nat(15), fc.nat(12), fc.nat(3), fc.nat(12))
  .map(([file, perm, address, secure, binding]) => {
    const fileId = FILES[file]
    const name = PERMS[perm]
    return {
      ...(fileId !== undefined && { fileId }),
      ...(name !== undefined && { perm: name }),
      address: ADDRESSES[address] ?? '192.0.2.7',
      secure: [true, true, false, undefined][secure],
      boundTo: binding < 3 ? undefined : BINDINGS[binding - 3],
    }
  })

const SHIFTS = [0, 0, 0, 0, -1, 1, 999, 59_999, 60_000, 60_001, -900_000, -900_001, 3_599_999, 3_600_000, 1e9]

/** Instants around those of the fields, in milliseconds. */
export const instants: fc.Arbitrary<number> = fc.constantFrom(...SHIFTS).map((shift) => NOW + shift)
