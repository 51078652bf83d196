import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldersOf, subjectsOf } from '../../../src/managed/subjects.ts'
import { fileIds, purposes, texts } from '../../support/arbitraries.ts'
import { runs } from '../../support/runs.ts'

const subjects = subjectsOf('links')
const hashOf = (text: string): string => `#${createHash('sha256').update(text).digest('base64url')}`

describe('the keys of a purpose', () => {
  it('begin with it in braces, so that all of them are in one slot of a Redis Cluster', () => {
    const id = 'A'.repeat(43)
    expect([subjects.birth, subjects.all, subjects.link(id), subjects.uses(id)]).toEqual([
      '{links}:birth',
      '{links}:all',
      `{links}:link:${id}`,
      `{links}:uses:${id}`,
    ])
    expect([subjects.policy('p'), subjects.terms('p')]).toEqual(['{links}:policy:p', '{links}:terms:p'])
  })

  it('show short plain names, and the hash of all others', () => {
    expect([subjects.file('a/b.pdf/'), subjects.folder('a'), subjects.ref('order-7')]).toEqual([
      '{links}:file:a/b.pdf',
      '{links}:folder:a',
      '{links}:ref:order-7',
    ])
    for (const name of ['a b', 'é', '#x', 'x'.repeat(201), 'a\n', '']) {
      expect(subjects.ref(name)).toBe(`{links}:ref:${hashOf(name)}`)
    }
    expect(subjects.ref('x'.repeat(200))).toBe(`{links}:ref:${'x'.repeat(200)}`)
  })

  it('are keys that a store takes, different for different names, whatever the names', () => {
    const property = fc.property(purposes, fileIds, texts(256), (purpose, fileId, ref) => {
      const all = subjectsOf(purpose)
      const keys = [all.file(fileId), all.folder(fileId), all.ref(fileId), all.ref(ref)]
      for (const key of keys) expect(key).toMatch(/^\{[a-z0-9.-]{1,64}\}:[!-~]{1,440}$/)
      expect(new Set(keys).size).toBe(fileId === ref ? 3 : 4)
      expect(all.file(fileId) === all.file(ref)).toBe(fileId.replace(/\/$/, '') === ref.replace(/\/$/, ''))
    })
    fc.assert(property, runs(500))
  })
})

describe('the folders of a file', () => {
  it.each([
    ['a', ['a']],
    ['a/b/c', ['a/b/c', 'a/b', 'a']],
    ['a/b/', ['a/b', 'a']],
    ['a//b', ['a//b', 'a/', 'a']],
    ['/a/b', ['/a/b', '/a']],
    ['/', ['']],
  ])('of %j are %j', (fileId, folders) => {
    expect(foldersOf(fileId)).toEqual(folders)
  })
})
