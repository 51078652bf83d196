import { describe, expect, it } from 'vitest'
import type { VectorFiles } from '../../spec/make-vectors/vector-files.ts'
import { vectorFiles as files } from '../../support/vector-files.ts'
import { checkVectors } from './vectors.ts'

// The runtimes report no more than how many vectors hold: a check that passes whatever happens would not be noticed there.

const check = (given: object): ReturnType<typeof checkVectors> => checkVectors(given as VectorFiles)
const refusal = { ok: false, code: 'none' }

/** The same vectors, none of which can hold. */
const spoilt: { readonly [Name in keyof VectorFiles]: readonly object[] } = {
  accepted: files.accepted.map((one) => {
    return { ...one, expected: { ok: true, grant: { ...('grant' in one.expected && one.expected.grant), more: 1 } } }
  }),
  refused: files.refused.map((one) => ({ ...one, expected: refusal })),
  'non-ascii': files['non-ascii'].map((one) => ({ ...one, expected: refusal })),
  sign: files.sign.map((one) => ({ ...one, token: 'another' })),
  'sign-managed': files['sign-managed'].map((one) => ({ ...one, token: 'another' })),
  managed: files.managed.map((one) => ({
    ...one,
    requests: one.requests.map((asked, i) => (i < one.requests.length - 1 ? asked : { ...asked, expected: refusal })),
  })),
  narrow: files.narrow.map((one) => ({ ...one, child: 'another' })),
  mac: files.mac.map((one) => ({ ...one, token: `${one.token}A` })),
}

describe('the vectors that every runtime runs', () => {
  it('all hold', async () => {
    const count = Object.values(files).flat().length
    expect(await check(files)).toEqual({ count, failed: [] })
  })

  it.each(Object.entries(spoilt))('are checked: %s.json', async (name, vectors) => {
    expect(vectors.length).toBeGreaterThan(0)
    const { failed } = await check({ ...files, [name]: vectors })
    expect(failed).toEqual(files[name as keyof VectorFiles].map((vector) => `${name}.json: ${vector.name}`))
  })

  it('are of all files that are there, and of no fewer', async () => {
    expect((await check({ ...files, 'another-file': files.mac })).failed).toEqual([
      expect.stringContaining('another-file'),
    ])
    for (const name of Object.keys(files)) {
      const { [name as keyof VectorFiles]: _, ...others } = files
      expect((await check(others)).failed).toEqual([expect.stringContaining(`${name}.json`)])
    }
  })
})
