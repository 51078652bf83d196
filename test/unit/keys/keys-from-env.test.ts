import { createKey, createLinks, keysFromEnv } from 'daypass'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { NOW, NOW_SECONDS, SECRET_TEXT, untyped } from '../../support/fixtures.ts'
import { expectMisuse } from '../../support/misuse.ts'

const other = createKey('other').secret
const read = (text: string) => keysFromEnv({ DAYPASS_KEYS: text })
const plain = (text: string) => read(text).map((key) => ({ ...JSON.parse(JSON.stringify(key)) }))

describe('keysFromEnv', () => {
  it('reads id:secret, one or several, in their order', () => {
    expect(plain(`a:${SECRET_TEXT}`)).toEqual([{ id: 'a', secret: SECRET_TEXT }])
    expect(plain(`2026-11:${SECRET_TEXT},2026-10:${other}`)).toEqual([
      { id: '2026-11', secret: SECRET_TEXT },
      { id: '2026-10', secret: other },
    ])
  })

  it('reads times in epoch seconds, and no limit if a time is empty', () => {
    const [key] = read(`a:${SECRET_TEXT}:100:200:300`)
    expect([key?.signFrom, key?.signUntil, key?.verifyUntil]).toEqual([100, 200, 300].map((s) => new Date(s * 1000)))
    const entries = [
      `a:${SECRET_TEXT}:::`,
      `a:${SECRET_TEXT}:100::`,
      `a:${SECRET_TEXT}::200:`,
      `a:${SECRET_TEXT}:::300`,
    ]
    expect(entries.map((text) => Object.keys(read(text)[0] ?? {}))).toEqual([
      ['id', 'secret'],
      ['id', 'secret', 'signFrom'],
      ['id', 'secret', 'signUntil'],
      ['id', 'secret', 'verifyUntil'],
    ])
  })

  it('asks for the variable if the runtime has no process', () => {
    vi.stubGlobal('process', undefined)
    try {
      expectMisuse(() => keysFromEnv(), TypeError, 'this runtime has no process.env')
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('allows space around an entry, as shells and files of variables leave it', () => {
    expect(plain(` a:${SECRET_TEXT},\n b:${other} \n`).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('gives keys that sign by their times', () => {
    const keys = read(`old:${SECRET_TEXT}:0:${NOW_SECONDS}:${NOW_SECONDS + 3600},new:${other}:${NOW_SECONDS}::`)
    const at = (now: number) => createLinks({ keys, clock: () => now })
    const token = at(NOW - 1000).sign('a', 'read', 60)
    expect(at(NOW).verify(token).keyId).toBe('old')
    expect(at(NOW).verify(at(NOW).sign('a', 'read', 60)).keyId).toBe('new')
  })

  it.each([
    ['is not set', {}],
    ['is undefined', { DAYPASS_KEYS: undefined }],
    ['is a number', { DAYPASS_KEYS: 5 }],
    ['is a list', { DAYPASS_KEYS: [`a:${SECRET_TEXT}`] }],
  ])('if the variable %s is a TypeError with the command that makes a key', (_, env) => {
    expectMisuse(() => keysFromEnv(untyped(env)), TypeError, 'DAYPASS_KEYS is not set')
    expectMisuse(() => keysFromEnv(untyped(env)), TypeError, 'node -p "\'DAYPASS_KEYS=')
  })

  it.each([
    ['is empty', ''],
    ['is blank', ' '],
    ['has no colon', SECRET_TEXT],
    ['has a comma behind it', `a:${SECRET_TEXT},`],
    ['has a comma before it', `,a:${SECRET_TEXT}`],
    ['has one time', `a:${SECRET_TEXT}:1`],
    ['has two times', `a:${SECRET_TEXT}:1:2`],
    ['has four times', `a:${SECRET_TEXT}:1:2:3:4`],
    ['is parted by semicolons', `a:${SECRET_TEXT};b:${other}`],
    ['has a time in letters', `a:${SECRET_TEXT}:now::`],
    ['has a negative time', `a:${SECRET_TEXT}:-1::`],
    ['has a fraction of a second', `a:${SECRET_TEXT}:1.5::`],
    ['has an exponent', `a:${SECRET_TEXT}:1e9::`],
    ['has a time in milliseconds', `a:${SECRET_TEXT}:${NOW}::`],
    ['has a date', `a:${SECRET_TEXT}:2026-11-24::`],
    ['has a time with space', `a:${SECRET_TEXT}: 1::`],
    ['is in double quotes', `"a:${SECRET_TEXT}"`],
    ['is in single quotes', `'a:${SECRET_TEXT}'`],
    ['ends with a quote', `a:${SECRET_TEXT}" `],
  ])('if it %s is a RangeError that says the form', (_, text) => {
    expectMisuse(() => read(text), RangeError, 'DAYPASS_KEYS')
  })

  it.each([
    ['that is JSON', JSON.stringify([{ id: 'a', secret: SECRET_TEXT }]), 'key id'],
    ['without an id', `:${SECRET_TEXT}`, 'key id'],
    ['with a bad id', `a.b:${SECRET_TEXT}`, 'key id'],
    ['without a secret', 'a:', 'secret'],
    ['with a short secret', `a:${SECRET_TEXT.slice(1)}`, 'secret'],
    ['with a padded secret', `a:${SECRET_TEXT}=`, 'secret'],
    ['with id and secret the wrong way round', `${SECRET_TEXT}:a`, 'key id'],
    [
      'with times out of order',
      `a:${SECRET_TEXT}:200:100:300`,
      'signFrom must be before signUntil, and signUntil not after verifyUntil',
    ],
    ['with an id that stands twice', `a:${SECRET_TEXT},a:${other}`, '"a"'],
  ])('of an entry %s is a RangeError as on loading', (_, text, option) => {
    expectMisuse(() => read(text), RangeError, option)
  })
})

describe('keysFromEnv()', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('reads process.env', () => {
    vi.stubEnv('DAYPASS_KEYS', `mine:${SECRET_TEXT}`)
    expect(keysFromEnv().map(({ id }) => id)).toEqual(['mine'])
    vi.stubEnv('DAYPASS_KEYS', undefined)
    expectMisuse(() => keysFromEnv(), TypeError, 'DAYPASS_KEYS')
  })
})
