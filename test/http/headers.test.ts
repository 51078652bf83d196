import { describe, expect, it } from 'vitest'
import { headerOf, headerValues } from '../../src/http/headers.ts'

describe('headerOf', () => {
  it('reads the headers of Node', () => {
    expect(headerOf({ accept: 'text/html' }, 'accept')).toBe('text/html')
    expect(headerOf({ accept: ['a', 'b'] }, 'accept')).toBe('a, b')
    expect(headerOf({}, 'accept')).toBeUndefined()
  })

  it('reads the headers of the Fetch API', () => {
    expect(headerOf(new Headers({ Accept: 'text/html' }), 'accept')).toBe('text/html')
    expect(headerOf(new Headers(), 'accept')).toBeUndefined()
  })

  it('takes a header of the name "get" for a header', () => {
    expect(headerOf({ get: 'x', accept: 'y' }, 'accept')).toBe('y')
  })
})

describe('headerValues', () => {
  it('finds what Node drops', () => {
    const raw = ['Host', 'authorization', 'Authorization', 'a', 'AUTHORIZATION', 'b', 'If-None-Match', 'c']
    expect(headerValues({ authorization: 'a' }, raw, 'authorization')).toEqual(['a', 'b'])
  })

  it('goes without a raw list', () => {
    expect(headerValues({ authorization: 'a' }, undefined, 'authorization')).toEqual(['a'])
    expect(headerValues({}, undefined, 'authorization')).toEqual([])
    expect(headerValues({}, ['Host', 'x'], 'authorization')).toEqual([])
    // What an application has taken away is gone, whatever came over the wire.
    expect(headerValues({}, ['Authorization', 'x'], 'authorization')).toEqual([])
  })
})
