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

  it('reads an object with a method of the name "get", its own or of its class', () => {
    const get = (name: string): string | null => (name === 'accept' ? 'y' : null)
    class Own {
      get = get
    }
    class Inherited {
      get(name: string): string | null {
        return get(name)
      }
    }
    for (const headers of [{ get }, new Own(), new Inherited()]) {
      expect([headerOf(headers, 'accept'), headerOf(headers, 'cookie')]).toEqual(['y', undefined])
    }
  })

  it.each(['accept', 'authorization', 'content-length', 'content-type', 'cookie', 'transfer-encoding', 'get'])(
    'reads nothing from a polluted Object.prototype: %s',
    (name) => {
      const polluted = Object.prototype as Record<string, unknown>
      polluted[name] = name === 'get' ? () => 'polluted' : 'polluted'
      const read: unknown[] = []
      try {
        for (const headers of [{}, Object.create(null), new Headers()]) {
          read.push(headerOf(headers, name === 'get' ? 'accept' : name), ...headerValues(headers, undefined, name))
        }
        read.push(headerOf({ accept: 'own' }, 'accept'))
      } finally {
        delete polluted[name]
      }
      expect(read).toEqual([undefined, undefined, undefined, 'own'])
    },
  )

  it('takes no header that every object has for one of the request', () => {
    for (const name of ['constructor', 'tostring', '__proto__', 'valueof']) expect(headerOf({}, name)).toBeUndefined()
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
