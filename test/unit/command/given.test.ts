import { describe, expect, it } from 'vitest'
import type { Flags } from '../../../src/command/flag.ts'
import { entriesOf, parseGiven, wholeNumberOf } from '../../../src/command/given.ts'

const FLAGS: Flags = {
  ttl: { type: 'string', value: 'TIME', about: '' },
  perm: { type: 'string', multiple: true, value: 'PERM', about: '' },
  tree: { type: 'boolean', about: '' },
  output: { type: 'string', short: 'o', value: 'FILE', about: '' },
}

const given = (...args: readonly string[]) => parseGiven(args, FLAGS)

describe('a command line', () => {
  it('has values, lists, booleans and positionals, in any order', () => {
    const found = given('--perm', 'read', 'q3.pdf', '--tree', '--perm=list,write', '--ttl', '4h', '-o', 'x')
    expect(found.positionals).toEqual(['q3.pdf'])
    expect([found.text('ttl'), found.text('output'), found.has('tree'), found.has('json')]).toEqual([
      '4h',
      'x',
      true,
      false,
    ])
    expect(entriesOf(found, 'perm')).toEqual(['read', 'list', 'write'])
    expect([found.text('tree'), found.list('ttl'), entriesOf(given(), 'perm')]).toEqual(['', ['4h'], undefined])
  })

  it('takes a single hyphen for stdin, and everything behind "--" as it is', () => {
    expect(given('-', '--output', '-').positionals).toEqual(['-'])
    expect(given('--', '--ttl', '-x').positionals).toEqual(['--ttl', '-x'])
    expect(given('--ttl=-1').text('ttl')).toBe('-1')
  })

  it.each([
    [['--tll', '1h'], 'unknown option --tll; did you mean --ttl?'],
    [['--tre'], 'unknown option --tre; did you mean --tree?'],
    [['--jsno'], 'unknown option --jsno; did you mean --json?'],
    [['--keys', 'k:secret'], 'unknown option --keys'],
    [['-x'], 'unknown option -x'],
    [['--1.k.e1.fa.pread'], 'unknown option'],
    [['--constructor'], 'unknown option --constructor'],
    [['--ttl'], '--ttl needs a value: --ttl TIME; if it begins with "-", write --ttl=…'],
    [['--ttl', '--tree'], '--ttl needs a value: --ttl TIME; if it begins with "-", write --ttl=…'],
    [['--tree=yes'], '--tree takes no value'],
    [['--ttl', '1h', '--ttl', '2h'], '--ttl is given twice'],
  ])('%j is wrong', (args, message) => {
    expect(() => given(...args)).toThrow(expect.objectContaining({ message, exit: 2, code: 'usage' }))
  })
})

it('a whole number has digits alone', () => {
  expect(wholeNumberOf(given('--ttl', '12'), 'ttl')).toBe(12)
  expect(wholeNumberOf(given(), 'ttl')).toBeUndefined()
  for (const text of ['', '1e3', '0x10', ' 1', '1.5', '-1', '12345678901234567']) {
    expect(() => wholeNumberOf(given(`--ttl=${text}`), 'ttl'), text).toThrow('--ttl must be a whole number')
  }
})
