import { describe, expect, it } from 'vitest'
import { allowedMethods, permsFor } from '../../../src/http/required-permission.ts'

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'get', '']
const permsOf = (perm: string | undefined, method: string, headers = {}): readonly string[] | undefined =>
  permsFor(perm)({ method, url: '/', headers })

describe('the permission of a method', () => {
  it.each([
    ['GET', ['read']],
    ['HEAD', ['read']],
    ['PUT', ['write']],
    ['POST', ['create']],
    ['PATCH', ['write']],
    ['DELETE', ['delete']],
    ['OPTIONS', undefined],
    ['TRACE', undefined],
    ['get', undefined],
    ['', undefined],
  ])('%s', (method, perms) => {
    expect(permsOf(undefined, method)).toEqual(perms)
  })

  it('is write or create for PUT with exactly If-None-Match: *', () => {
    expect(permsOf(undefined, 'PUT', { 'if-none-match': '*' })).toEqual(['write', 'create'])
    for (const value of ['"*"', '*, "a"', '"a"', ' *', '**', '']) {
      expect(permsOf(undefined, 'PUT', { 'if-none-match': value })).toEqual(['write'])
    }
    for (const method of ['PATCH', 'POST', 'DELETE', 'GET']) {
      expect(permsOf(undefined, method, { 'if-none-match': '*' })).toHaveLength(1)
    }
  })

  it('is said in Allow', () => {
    const allowed = METHODS.filter((method) => permsOf(undefined, method) !== undefined)
    expect(allowedMethods(undefined)).toBe(allowed.join(', '))
  })
})

describe('an explicit permission', () => {
  it.each(['read', 'list'])('%s is for GET and HEAD only', (perm) => {
    expect(METHODS.filter((method) => permsOf(perm, method) !== undefined)).toEqual(['GET', 'HEAD'])
    expect(permsOf(perm, 'HEAD')).toEqual([perm])
    expect(allowedMethods(perm)).toBe('GET, HEAD')
  })

  it.each(['write', 'create', 'delete', 'annotate'])('%s is for every method', (perm) => {
    for (const method of METHODS) expect(permsOf(perm, method, { 'if-none-match': '*' })).toEqual([perm])
  })
})
