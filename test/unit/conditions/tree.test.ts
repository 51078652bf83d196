import { createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY } from '../../support/fixtures.ts'
import { appendBlock } from '../../support/holder.ts'
import { runs } from '../../support/runs.ts'

const links = createLinks({ keys: [KEY] })

function signTree(folder: string): string {
  return links.sign(folder, ['read', 'list'], '1h', { scope: 'tree' })
}

function codeOf(folder: string, fileId?: string): string | undefined {
  return links.tryVerify(signTree(folder), fileId === undefined ? {} : { fileId }).code
}

/** Ids that other software may take for another folder. */
const ODD_IDS = [
  '/studies',
  '//studies',
  '/',
  '//',
  'studies//42',
  'studies/42//',
  '.',
  '..',
  './studies',
  '../studies',
  'studies/.',
  'studies/..',
  'studies/./',
  'studies/../',
  'studies/./42',
  'studies/../42',
  'studies\\42',
  '\\',
  'studies/%2e%2e/42',
  'studies/%2E',
  'studies%2f42',
  'studies%5C42',
  'studies/100%25',
  'studies/%00',
  'studies/%aF',
]

describe('a link to a tree', () => {
  it.each([
    'studies/42',
    'studies/42/',
    'studies/42/slide-7.dcm',
    'studies/42/a/b/c/d',
    'studies/42/a/',
    'studies/42/...',
    'studies/42/.hidden',
    'studies/42/..a',
    'studies/42/a..',
    'studies/42/100%',
    'studies/42/%2',
    'studies/42/%zz',
    'studies/42/ ',
    'studies/42/é',
    'studies/42/\u{1f600}',
    'studies/42/studies/42',
  ])('opens what is in it: %s', (fileId) => {
    const grant = links.verify(signTree('studies/42'), { fileId })

    expect(grant.fileId).toBe(fileId)
    expect(grant.tree).toBe('studies/42')
  })

  it.each([
    'studies',
    'studies/',
    'studies/4',
    'studies/421',
    'studies/42.dcm',
    'studies/42 ',
    'Studies/42',
    'studies/43/slide-7.dcm',
    'x/studies/42',
    '42',
    'STUDIES/42/a',
  ])('opens nothing beside it: %s', (fileId) => {
    expect(codeOf('studies/42', fileId)).toBe('wrong-file')
  })

  it('compares byte for byte, and normalises nothing', () => {
    expect(codeOf('caf\u00e9', 'caf\u00e9/menu')).toBeUndefined()
    expect(codeOf('caf\u00e9', 'cafe\u0301/menu')).toBe('wrong-file')
  })

  it.each(ODD_IDS)('has nothing in it that could mean another folder: %s below it', (odd) => {
    expect(codeOf('a', `a/${odd}`)).toBe('wrong-file')
  })

  it.each([
    'studies/42//',
    'studies/42/../43',
    'studies/42/..',
    'studies/42/.',
    'studies/42/../42/a',
    '/studies/42',
    './studies/42',
    'studies//42/a',
    'studies\\42\\a',
    'studies/42\\a',
    'studies/42/a\\b',
    'studies%2F42/a',
    'studies/42/%2e%2e/43',
    'studies/42/%41',
    '',
  ])('refuses %o', (fileId) => {
    expect(codeOf('studies/42', fileId)).toBe('wrong-file')
  })

  it.each(['studies/42/a\0', 'studies/42/\ud800', `studies/42/${'x'.repeat(502)}`, `studies/42/${'é'.repeat(251)}`])(
    'refuses what can be no file id',
    (fileId) => {
      expect(codeOf('studies/42', fileId)).toBe('wrong-file')
      expect(codeOf('studies/42', fileId.slice(0, 11).concat('x'.repeat(501)))).toBeUndefined()
    },
  )

  it('needs a file to be asked for', () => {
    expect(codeOf('studies/42')).toBe('wrong-file')
    expect(links.tryVerify(signTree('studies/42')).refused).toMatchObject({ fileId: 'studies/42', tree: 'studies/42' })
  })

  it('opens on boundaries of segments alone, whatever the ids', () => {
    const segment = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', '.', 'é', ' ', '~') })
    const path = fc.array(
      segment.filter((one) => !/^\.{1,2}$/.test(one)),
      { minLength: 1, maxLength: 4 },
    )

    fc.assert(
      fc.property(path, path, fc.boolean(), fc.boolean(), (folder, other, below, slash) => {
        const asked = below ? [...folder, ...other] : other
        const inside = folder.every((one, i) => one === asked[i])

        expect(codeOf(folder.join('/') + (slash ? '/' : ''), asked.join('/')) === undefined).toBe(inside)
      }),
      runs(300),
    )
  })
})

describe("the option scope: 'tree'", () => {
  it.each(ODD_IDS)('refuses the folder %s', (folder) => {
    expect(() => signTree(folder)).toThrow(RangeError)
    expect(() => narrow(signTree('a'), { fileId: folder, scope: 'tree' })).toThrow(RangeError)
  })

  it('drops one trailing slash', () => {
    const now = Date.UTC(2026, 10, 1)
    const { sign } = createLinks({ keys: [KEY], clock: () => now })

    expect(sign('studies/42/', 'read', '1h', { scope: 'tree' })).toBe(
      sign('studies/42', 'read', '1h', { scope: 'tree' }),
    )
    expect(links.verify(signTree('studies/42/'), { fileId: 'studies/42' }).tree).toBe('studies/42')
  })

  it.each([
    ['file', RangeError],
    ['', RangeError],
    ['Tree', RangeError],
    [true, TypeError],
    [undefined, TypeError],
    [['tree'], TypeError],
  ])('refuses %o', (scope, error) => {
    const options = { scope } as unknown as { scope: 'tree' }

    expect(() => links.sign('a', 'read', '1h', options)).toThrow(error)
  })

  it('takes no such ids away from links to one file, which are opaque', () => {
    for (const fileId of ODD_IDS) {
      const grant = links.verify(links.sign(fileId, 'read', '1h'), { fileId })
      expect(grant.fileId).toBe(fileId)
      expect(grant.tree).toBeUndefined()
    }
    expect(links.tryVerify(links.sign('a/', 'read', '1h'), { fileId: 'a' }).code).toBe('wrong-file')
    expect(links.tryVerify(links.sign('a', 'read', '1h'), { fileId: 'a/b' }).code).toBe('wrong-file')
  })
})

describe('the field of a tree', () => {
  const folderField = (id: string): string => `g${Buffer.from(id).toString('base64url')}.t`

  it.each([...ODD_IDS, 'a/'])('is malformed beside the folder %s', (folder) => {
    const token = signTree('a')

    expect(links.tryVerify(appendBlock(token, folderField('a/b')), { fileId: 'a/b/c' }).ok).toBe(true)
    expect(links.tryVerify(appendBlock(token, folderField(folder)), { fileId: 'a/b/c' }).code).toBe('malformed')
  })

  it.each(['t', 'h.t', 'fa.t1', 'fa.tt', 'fa.t.t'])('is malformed as %s', (block) => {
    const token = signTree('a')

    expect(links.tryVerify(appendBlock(token, 'fa.t'), { fileId: 'a/b' }).ok).toBe(true)
    expect(links.tryVerify(appendBlock(token, block), { fileId: 'a/b' }).code).toBe('malformed')
  })
})
