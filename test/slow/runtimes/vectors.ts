import { createManagedLinks, memoryStore } from 'daypass/managed'
import type { SignVector } from '../../spec/make-vectors/signed.ts'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { signerOptions } from '../../support/vector-options.ts'
import { verifiesManaged } from './managed-vectors.ts'
import { type Checks, runChecks, STATELESS_CHECKS, signsWith } from './stateless-vectors.ts'

const CHECKS: Checks = { ...STATELESS_CHECKS, 'sign-managed': signsManaged, managed: verifiesManaged }

/** Checks all vectors, with a library that has a store. */
export function checkVectors(files: VectorFiles): ReturnType<typeof runChecks> {
  return runChecks(CHECKS, files)
}

function signsManaged(vector: SignVector): Promise<boolean> {
  return signsWith(createManagedLinks<string>({ ...signerOptions(vector), store: memoryStore() }), vector)
}
