import { type NarrowOptions, narrow } from 'daypass'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countedNonce } from '../../../src/http/counted-token.ts'
import { createManagedLinks, type ManagedSignOptions, memoryStore } from '../../../src/managed/index.ts'
import { linksAt, SECRET_TEXT } from '../../support/fixtures.ts'
import { managedLinksAt } from '../../support/managed.ts'
import { runs } from '../../support/runs.ts'

const managed = managedLinksAt()

it('is the nonce of a counted link, whatever else the link says and however it was narrowed', () => {
  // Texts that look like the fields in question.
  const text = fc.constantFrom('u1', 'nAAAAAAAAAAAAAAAA', 'a.u5.nAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAA~u1', 'ü')
  const narrowings = fc.array(fc.constantFrom<NarrowOptions>({ perms: 'read' }, { httpsOnly: true }, { ttl: 5 }), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(
      text,
      fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
      fc.option(fc.constantFrom('u1', 'nAAAAAAAAAAAAAAAA'), { nil: undefined }),
      fc.option(text, { nil: undefined }),
      narrowings,
      (fileId, uses, policy, ref, blocks) => {
        const options = { ...(uses && { uses }), ...(policy && { policy }), ...(ref && { ref }) } as ManagedSignOptions
        const signed = managed.sign(fileId, ['read', 'write'], 60, options)
        const token = blocks.reduce((one, block) => narrow(one, block), signed)
        expect(countedNonce(token)).toBe(uses === undefined ? undefined : managed.inspect(signed).nonce)
      },
    ),
    runs(500),
  )
})

it('is undefined for a plain link, and for what is not a link', () => {
  const plain = linksAt().sign('u1', 'read', 60, { ref: 'nAAAAAAAAAAAAAAAA' })
  for (const text of [plain, '', '.', '~', 'u1.nAAAAAAAAAAAAAAAA', '1.k.~u1.nAAAAAAAAAAAAAAAA', '1.k.u1', '1.k.u0.nA'])
    expect(countedNonce(text)).toBeUndefined()
})

it('does not take the id of a key for a field', () => {
  const id = `n${'A'.repeat(16)}`
  const links = createManagedLinks({ keys: [{ id, secret: SECRET_TEXT }], store: memoryStore() })
  const token = links.sign('f', 'read', 60, { uses: 1 })
  expect(countedNonce(token)).toBe(links.inspect(token).nonce)
})
