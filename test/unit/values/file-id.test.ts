import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fileIds } from '../../support/arbitraries.ts'
import { linksAt, NOW_SECONDS } from '../../support/fixtures.ts'
import { runs } from '../../support/runs.ts'
import { withMac } from '../../support/spec-verifier.ts'

const links = linksAt()
const fieldOf = (fileId: string): string => links.sign(fileId, 'read', 60).split('.')[3] ?? ''
const codeWith = (field: string) => {
  const body = `1.k.e${NOW_SECONDS + 60}.${field}.pread`
  return links.tryVerify(withMac(body)).code
}

describe('a file id', () => {
  it.each([
    ['018f3c1e-7b1a-7cc2-b3a4-5d6e7f809112', 'f018f3c1e-7b1a-7cc2-b3a4-5d6e7f809112'],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'f01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    ['_-', 'f_-'],
    ['a/b', 'gYS9i'],
    ['a b', 'gYSBi'],
    ['a.b', 'gYS5i'],
    ['é', 'gw6k'],
    ['\u0131', 'gxLE'],
  ])('%s stands in a token as %s', (fileId, field) => {
    expect(fieldOf(fileId)).toBe(field)
  })

  it('has one spelling: what could stand plainly may not stand encoded, nor the other way round', () => {
    const property = fc.property(fileIds, (fileId) => {
      const [field, other] = [fieldOf(fileId), Buffer.from(fileId).toString('base64url')]
      const isPlain = /^[A-Za-z0-9_-]+$/.test(fileId)
      expect(field).toBe(isPlain ? `f${fileId}` : `g${other}`)
      expect(codeWith(field)).toBeUndefined()
      expect(codeWith(isPlain ? `g${other}` : `f${fileId.replaceAll(/[~.]/g, '%')}`)).not.toBeUndefined()
    })
    fc.assert(property, runs(300))
  })

  it('is 1 to 512 bytes in a token too', () => {
    const [longest, tooLong] = [512, 513].map((length) => 'a'.repeat(length))
    expect([codeWith(`f${longest}`), codeWith(`f${tooLong}`), codeWith('f'), codeWith('g')]).toEqual([
      undefined,
      'malformed',
      'malformed',
      'malformed',
    ])
    const encoded = [512, 513].map((length) => `g${Buffer.from('/'.repeat(length)).toString('base64url')}`)
    expect(encoded.map(codeWith)).toEqual([undefined, 'malformed'])
  })
})
