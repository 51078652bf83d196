import type { ManagedVector } from '../../spec/make-vectors/managed-vector.ts'
import { vectorServer } from '../../support/vector-server.ts'
import { isExpected } from './expected.ts'

/** Whether the requests of a vector, one after another, give what it says. */
export async function verifiesManaged(vector: ManagedVector): Promise<boolean> {
  const { links, stateless, setClock } = await vectorServer(vector)
  for (const { now, token, request, expected } of vector.requests) {
    setClock(now)
    if (!isExpected(await links.tryVerify(token, request), expected)) return false
    // Appendix A: what is managed, a stateless verifier refuses as such, whatever the state.
    if (token.includes('.i') && stateless.tryVerify(token).code !== 'state-required') return false
  }
  return true
}
