import type { UploadLimits } from 'daypass'
import { describe, expect, it } from 'vitest'
import { refuseDeclaredBody } from '../../../src/http/declared-body.ts'
import type { GuardRequest } from '../../../src/http/index.ts'
import { linksAt } from '../../support/fixtures.ts'

const links = linksAt()
const plain = links.verify(links.sign('f', 'write', 60))
const judge = (limits: UploadLimits | undefined, request: Partial<GuardRequest>, perm = 'write') =>
  refuseDeclaredBody({ method: 'PUT', url: '/', headers: {}, ...request }, perm, {
    ...plain,
    ...(limits !== undefined && { upload: limits }),
  })
const check = (limits: UploadLimits | undefined, headers: Record<string, string>, method = 'PUT', perm = 'write') =>
  judge(limits, { method, headers }, perm)

describe('a body that is declared', () => {
  it.each([
    ['9', 'upload-too-small'],
    ['10', undefined],
    ['20', undefined],
    ['21', 'upload-too-large'],
    ['9007199254740993', 'upload-too-large'],
    ['9'.repeat(400), 'upload-too-large'],
    ['0', 'upload-too-small'],
    ['', 'length-required'],
    ['-1', 'length-required'],
    ['1e1', 'length-required'],
    ['0x10', 'length-required'],
    ['15, 15', 'length-required'],
    ['15.0', 'length-required'],
  ])('as length: %s', (length, expected) => {
    expect(check({ minBytes: 10, maxBytes: 20 }, { 'content-length': length })).toBe(expected)
  })

  it('may be anything if the limits leave none', () => {
    expect(check({}, { 'transfer-encoding': 'chunked', 'content-type': 'multipart/form-data' })).toBeUndefined()
  })

  it('has a length, within one limit or both', () => {
    expect(check({ minBytes: 10, maxBytes: 20 }, {})).toBe('length-required')
    expect(check({ minBytes: 10 }, { 'content-length': '99999999999' })).toBeUndefined()
    expect(check({ maxBytes: 10 }, { 'content-length': '0' })).toBeUndefined()
  })

  it.each([
    ['image/png', undefined],
    ['IMAGE/PNG', undefined],
    [' image/png ;a=b', undefined],
    ['text/plain; charset=utf-8', undefined],
    ['text/x', undefined],
    ['text/plain;', undefined],
    ['text/plain ; ;a=b\t; c="d, \\" e" ', undefined],
    ['text/vnd.a-b+c', undefined],
    // Other readers would take these for other types.
    ['image/png, text/html', 'upload-wrong-type'],
    ['text/x,text/html;charset=utf-8', 'upload-wrong-type'],
    ['text/x;a=b, text/html', 'upload-wrong-type'],
    ['text/x;a="b, text/html', 'upload-wrong-type'],
    ['text/x;a="b" text/html', 'upload-wrong-type'],
    ['text/x text/html', 'upload-wrong-type'],
    ['text/', 'upload-wrong-type'],
    ['text/*', 'upload-wrong-type'],
    ['text/<script>', 'upload-wrong-type'],
    ['text//html', 'upload-wrong-type'],
    ['text/a b', 'upload-wrong-type'],
    ['text/.x', 'upload-wrong-type'],
    [`text/${'x'.repeat(128)}`, 'upload-wrong-type'],
    ['\u212aext/plain', 'upload-wrong-type'],
    ['text/plain; a', 'upload-wrong-type'],
    ['text/plain\u00a0', 'upload-wrong-type'],
    ['image/gif', 'upload-wrong-type'],
    ['image/*', 'upload-wrong-type'],
    ['textual/plain', 'upload-wrong-type'],
    ['image', 'upload-wrong-type'],
    ['texts', 'upload-wrong-type'], // no subtype: `text` with any letter behind it
    ['/*', 'upload-wrong-type'],
    ['', 'upload-wrong-type'],
    ['multipart/form-data; a=image/png', 'upload-wrong-type'],
  ])('as type: %s', (type, expected) => {
    expect(check({ contentTypes: ['image/png', 'text/*'] }, { 'content-type': type, 'content-length': '1' })).toBe(
      expected,
    )
  })

  it('has a type if the link limits it', () => {
    expect(check({ contentTypes: ['image/png'] }, { 'content-length': '1' })).toBe('upload-wrong-type')
    expect(check({ maxBytes: 1 }, { 'content-length': '1' })).toBeUndefined()
  })

  it('as type must be one, also if Node shows the first of several', () => {
    const raw = ['Content-Type', 'image/png', 'content-type', 'text/html']
    const first = { 'content-type': 'image/png', 'content-length': '1' }
    const types = (rawHeaders: string[]) => judge({ contentTypes: ['image/png'] }, { headers: first, rawHeaders })
    expect(types(raw.slice(0, 2))).toBeUndefined()
    expect(types(raw)).toBe('upload-wrong-type')
    const headers = new Headers([
      ['content-type', 'image/png'],
      ['content-type', 'text/html'],
      ['content-length', '1'],
    ])
    expect(judge({ contentTypes: ['image/*'] }, { headers })).toBe('upload-wrong-type')
  })

  it('as type is read in linear time', () => {
    // Would take longer than the universe is old if there were two ways to match each blank.
    expect(
      check({ contentTypes: ['text/*'] }, { 'content-type': `text/x${' ; '.repeat(5000)}"`, 'content-length': '1' }),
    ).toBe('upload-wrong-type')
  })

  it('counts for permissions that bring a file, whatever the method, and for links that have limits', () => {
    const headers = { 'content-length': '2', 'content-type': 'text/html' }
    for (const method of ['PUT', 'POST', 'PATCH', 'PROPFIND', 'GET', 'HEAD', 'DELETE']) {
      for (const perm of ['write', 'create', 'annotate']) {
        expect(check({ maxBytes: 1 }, headers, method, perm)).toBe('upload-too-large')
        expect(check({ contentTypes: ['image/*'] }, headers, method, perm)).toBe('upload-wrong-type')
        expect(check(undefined, headers, method, perm)).toBeUndefined()
      }
      for (const perm of ['read', 'list', 'delete'])
        expect(check({ maxBytes: 1, contentTypes: ['image/*'] }, headers, method, perm)).toBeUndefined()
    }
  })

  it('needs a length, unless it is surely absent', () => {
    const chunked = { 'transfer-encoding': 'chunked' }
    for (const limits of [{ contentTypes: ['image/*'] }, { maxBytes: 9 }, { minBytes: 1 }]) {
      for (const method of ['PUT', 'POST', 'PATCH', 'GET', 'HEAD', 'DELETE', 'PROPFIND']) {
        expect(judge(limits, { method, headers: chunked, httpVersion: '1.1' })).toBe('length-required')
        expect(judge(limits, { method, headers: { ...chunked, 'content-length': '0' } })).toBe('length-required')
        // HTTP/2 and the Fetch API need no header for a body; only the protocol itself can say that there is none.
        expect(judge(limits, { method })).toBe('length-required')
        expect(judge(limits, { method, httpVersion: '2.0' })).toBe('length-required')
        expect(judge(limits, { method, httpVersion: '2.0', hasBody: () => true })).toBe('length-required')
      }
    }
  })

  it.each<Partial<GuardRequest>>([
    { httpVersion: '1.1' },
    { httpVersion: '1.0' },
    { httpVersion: '2.0', hasBody: () => false },
    { headers: { 'content-length': '0' } },
  ])('that is absent or empty has no type, and is an empty file by the methods that bring one: %j', (request) => {
    for (const method of ['PUT', 'POST', 'PATCH']) {
      expect(judge({ contentTypes: ['image/*'] }, { ...request, method })).toBeUndefined()
      expect(judge({ minBytes: 1 }, { ...request, method })).toBe('upload-too-small')
    }
    for (const method of ['GET', 'HEAD', 'DELETE', 'PROPFIND'])
      expect(judge({ minBytes: 1, contentTypes: ['image/*'] }, { ...request, method })).toBeUndefined()
  })

  it.each([
    ['multipart/form-data; boundary=x'],
    ['MULTIPART/mixed'],
    ['multipart/form-data boundary=x'],
    ['image/png, multipart/form-data; boundary=x'],
    ['multipart/'],
    ['image/png; x=multipart; boundary=B'],
    ['x-multipart/form-data; boundary=B'],
    [';multipart/form-data'],
  ])('is not a form, in which the file would be smaller: %s', (type) => {
    const headers = { 'content-type': type, 'content-length': '9' }
    for (const limits of [{ maxBytes: 9 }, { minBytes: 9 }, { contentTypes: ['multipart/*', 'image/*'] }])
      expect(check(limits, headers)).toBe('upload-wrong-type')
    expect(check(undefined, headers)).toBeUndefined()
  })

  it('is not compressed, since a parser would inflate it beyond what was measured', () => {
    const coded = (coding: string) => check({ maxBytes: 9 }, { 'content-length': '9', 'content-encoding': coding })
    expect(['gzip', 'br', 'identity, gzip', ''].map(coded)).toEqual(Array(4).fill('upload-wrong-type'))
    expect(['identity', 'Identity'].map(coded)).toEqual([undefined, undefined])
  })

  it('is judged by own members alone', () => {
    const prototype = Object.prototype as { maxBytes?: number; 'content-length'?: string }
    prototype.maxBytes = 1
    try {
      expect(check({ minBytes: 1 }, { 'content-length': '5' })).toBeUndefined()
    } finally {
      delete prototype.maxBytes
    }
  })
})
