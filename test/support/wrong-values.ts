/** Values that are no string, some of which turn into one. */
export const NOT_STRINGS: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 5],
  ['a bigint', 5n],
  ['a boolean', true],
  ['a symbol', Symbol('read')],
  ['a list', ['read']],
  ['a String object', new String('read')],
  ['an object with toString', { toString: () => 'read' }],
  ['a RegExp', /read/],
  ['a function', () => 'read'],
  ['a Proxy', new Proxy({}, { get: () => () => 'read' })],
]

class NullClass extends (null as unknown as new () => object) {}

/** Values that are no plain object. */
export const NOT_OBJECTS: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 5],
  ['a string', 'read'],
  ['a list', []],
  ['a Map', new Map([['fileId', 'a']])],
  ['a Date', new Date(0)],
  ['a function', () => ({})],
  ['an instance of a class', new (class Request {})()],
  ['an object that inherits its members', Object.create({ fileId: 'a' })],
  ['one that inherits them from no object', Object.create(Object.assign(Object.create(null), { httpsOnly: true }))],
  ['an instance of a class that extends null', Reflect.construct(Object, [], NullClass)],
]

/** Values that are no list. */
export const NOT_LISTS: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 5],
  ['an object', {}],
  ['a Set', new Set(['read'])],
  ['an object that looks like a list', { length: 1, 0: 'read' }],
  ['a function', () => ['read']],
]

/** Numbers and text that are no lifetime: each has been "for ever", or seconds for milliseconds, somewhere. */
export const NOT_DURATIONS: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  -1,
  1.5,
  2 ** 53,
  Number.MAX_VALUE,
  '',
  '0s',
  '4',
  '4H',
  '4 h',
  ' 4h',
  '4h ',
  '4h\n',
  '04h',
  '+4h',
  '-4h',
  '4.5h',
  '1e3s',
  '0x10s',
  '4w',
  '4y',
  '4hours',
  '4h30m',
  '\u0664h',
  '\uff14h',
  '999999999999d',
  '9'.repeat(1000),
  'NaNs',
  'Infinitys',
  'forever',
]

/** Ten million characters. */
export const HUGE: string = Buffer.alloc(10_000_000, 'x').toString()
