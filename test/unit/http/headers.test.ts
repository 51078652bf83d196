import { describe, expect, it } from 'vitest'
import { getHeader, getHeaderValues } from '../../../src/http/headers.ts'

describe('getHeader', () => {
  it('reads the headers of Node', () => {
    expect(getHeader({ accept: 'text/html' }, 'accept')).toBe('text/html')
    expect(getHeader({ accept: ['a', 'b'] }, 'accept')).toBe('a, b')
    expect(getHeader({}, 'accept')).toBeUndefined()
  })

  it('reads the headers of the Fetch API', () => {
    expect(getHeader(new Headers({ Accept: 'text/html' }), 'accept')).toBe('text/html')
    expect(getHeader(new Headers(), 'accept')).toBeUndefined()
  })

  it('takes a header of the name "get" for a header', () => {
    expect(getHeader({ get: 'x', accept: 'y' }, 'accept')).toBe('y')
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
      expect([getHeader(headers, 'accept'), getHeader(headers, 'cookie')]).toEqual(['y', undefined])
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
          read.push(getHeader(headers, name === 'get' ? 'accept' : name), ...getHeaderValues(headers, undefined, name))
        }
        read.push(getHeader({ accept: 'own' }, 'accept'))
      } finally {
        delete polluted[name]
      }
      expect(read).toEqual([undefined, undefined, undefined, 'own'])
    },
  )

  it('takes no header that every object has for one of the request', () => {
    for (const name of ['constructor', 'tostring', '__proto__', 'valueof']) expect(getHeader({}, name)).toBeUndefined()
  })
})

describe('getHeaderValues', () => {
  it('finds what Node drops', () => {
    const raw = ['Host', 'authorization', 'Authorization', 'a', 'AUTHORIZATION', 'b', 'If-None-Match', 'c']
    expect(getHeaderValues({ authorization: 'a' }, raw, 'authorization')).toEqual(['a', 'b'])
  })

  it('goes without a raw list', () => {
    expect(getHeaderValues({ authorization: 'a' }, undefined, 'authorization')).toEqual(['a'])
    expect(getHeaderValues({}, undefined, 'authorization')).toEqual([])
    expect(getHeaderValues({}, ['Host', 'x'], 'authorization')).toEqual([])
    // What an application has taken away is gone, whatever came over the wire.
    expect(getHeaderValues({}, ['Authorization', 'x'], 'authorization')).toEqual([])
  })
})
