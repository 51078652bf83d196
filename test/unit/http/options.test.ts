import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createGuard } from '../../../src/http/index.ts'
import { ask } from '../../support/asking.ts'
import { linksAt, NOW, SECRET_TEXT, untyped } from '../../support/fixtures.ts'

const links = linksAt()
const make = (options: unknown, given: unknown = links) =>
  createGuard(untyped(given), untyped(options), untyped(undefined))
const fileId = (): string => 'f'

describe('options', () => {
  it('are taken as they are meant', () => {
    const all = { fileId, perm: 'annotate', tokenFrom: ['query'], boundTo: fileId, address: fileId, secure: () => true }
    const more = {
      statuses: 404,
      problem: fileId,
      page: fileId,
      onDecision: fileId,
      clock: Date.now,
      uploadLimits: 'handler',
      confirm: false,
      confirmPage: fileId,
    }
    expect(make({ ...all, ...more })).toBeTypeOf('function')
  })

  it.each([
    undefined,
    null,
    'x',
    [],
    {},
    { perm: 'read' },
    { fileId: 'f' },
    { fileId: undefined },
    { fileId, perms: 'read' },
    { fileId, permission: 'read' },
    { fileId, perm: undefined },
    { fileId, boundTo: 'u' },
    { fileId, address: '192.0.2.1' },
    { fileId, secure: true },
    { fileId, onDecision: null },
    { fileId, problem: 'x' },
    { fileId, page: {} },
    { fileId, clock: NOW },
    { fileId, perm: 7 },
    { fileId, confirm: 0 },
    { fileId, confirm: null },
    { fileId, confirmPage: '<form>' },
    { fileId, tokenFrom: 'query' },
    { fileId, tokenFrom: null },
    { fileId, statuses: null },
    { fileId, statuses: 'x' },
    { fileId, uploadLimits: null },
    { fileId, uploadLimits: ['guard'] },
    { fileId, cacheControl: null },
    { fileId, cacheControl: ['no-store'] },
  ])('of a wrong name or type are refused when the guard is made: %j', (options) => {
    expect(() => make(options)).toThrow(TypeError)
  })

  it.each([
    { fileId, perm: 'anotate' },
    { fileId, perm: '__proto__' },
    { fileId, tokenFrom: [] },
    { fileId, statuses: 200 },
    { fileId, uploadLimits: 'app' },
    { fileId, cacheControl: '' },
    { fileId, cacheControl: 'no-store\r\nx: y' },
    { fileId, cacheControl: 'max age' },
  ])('of a wrong value are refused when the guard is made: %j', (options) => {
    expect(() => make(options)).toThrow(RangeError)
  })

  it.each([
    [undefined, 'guard: options must be a plain object'],
    [null, 'guard: options must be a plain object'],
    ['x', 'guard: options must be a plain object'],
    [[], 'guard: options must be a plain object'],
    [{}, 'guard: fileId is required: a function that returns the id of the requested file'],
    [{ fileId, perms: 'read' }, 'guard: unknown name "perms"; known are fileId, boundTo, address, '],
    [{ fileId, ['x'.repeat(24)]: 1 }, `guard: unknown name "${'x'.repeat(24)}"; known are `],
    [{ fileId, perm: undefined }, 'guard: perm is undefined; leave it out instead'],
    [{ fileId, page: {} }, 'guard: page must be a function'],
    [{ fileId, perm: 7 }, 'guard: perm must be a string'],
    [
      { fileId, perm: 'anotate' },
      'guard: perm "anotate" is neither standard (read, write, create, delete, list) nor declared in createLinks({ perms }), which declares annotate',
    ],
    [{ fileId, tokenFrom: 'query' }, 'guard: tokenFrom must be a list'],
    [{ fileId, tokenFrom: [] }, 'guard: tokenFrom must not be empty'],
    [{ fileId, tokenFrom: [null] }, "guard: tokenFrom must contain 'query', 'bearer', { query: name }, "],
    [{ fileId, tokenFrom: [{ header: 'x' }] }, "guard: tokenFrom must contain 'query', 'bearer', { query: name }, "],
    [{ fileId, statuses: null }, 'statuses must be a number or an object'],
    [{ fileId, statuses: 'x' }, 'statuses must be a number or an object'],
    [{ fileId, statuses: { expird: 404 } }, 'statuses: unknown code'],
    [{ fileId, statuses: { expired: '404' } }, 'statuses must be numbers'],
    [{ fileId, statuses: 200 }, 'statuses must be 400 to 599'],
  ])('that are refused are told why: %j', (options, message) => {
    expect(() => make(options)).toThrow(message)
  })

  it('that are inherited are refused, since they would not count', () => {
    class Options extends (null as unknown as new () => object) {}
    for (const inherited of [
      Object.create({ fileId }),
      Object.create(Object.assign(Object.create(null), { fileId })),
      Reflect.construct(Object, [], Options),
    ]) {
      expect(() => make(inherited)).toThrow('options must be a plain object')
    }
    expect(make(vm.runInNewContext('({ fileId: () => "f" })'))).toBeTypeOf('function')
    expect(make(Object.assign(Object.create(null), { fileId }))).toBeTypeOf('function')
  })

  it('are read once', () => {
    let reads = 0
    const options = {
      get fileId() {
        reads++
        return fileId
      },
    }
    make(options)
    expect(reads).toBe(1)
  })

  it('need the links of createLinks', () => {
    const { tryVerify, signingKeyId, perms } = links
    const parts = [
      { tryVerify, signingKeyId },
      { tryVerify, perms },
      { signingKeyId, perms },
    ]
    for (const wrong of [undefined, null, {}, ...parts, { ...links, perms: 'read' }]) {
      expect(() => createGuard(untyped(wrong), { fileId }, untyped(undefined))).toThrow(
        new TypeError('guard: links must be the object returned by createLinks() or createManagedLinks()'),
      )
    }
  })

  it('are not repeated in a message if their name may be a secret', () => {
    for (const name of ['x'.repeat(25), SECRET_TEXT, links.sign('f', 'read', 60), 'two words', 'a-b', '']) {
      expect(() => make({ fileId, [name]: 1 })).toThrow(/^guard: unknown name; known are fileId, /)
    }
  })

  it('have a clock that gives a number, or nothing passes', async () => {
    const token = links.sign('f', 'read', 60)
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY, -1, undefined]) {
      await expect(ask({ token }, { clock: () => now as number })).rejects.toThrow(
        new RangeError('guard: clock must return a finite number of milliseconds >= 0'),
      )
    }
  })
})
