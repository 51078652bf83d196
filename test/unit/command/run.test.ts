import { createLinks } from 'daypass'
import { describe, expect, it } from 'vitest'
import { parseGiven } from '../../../src/command/given.ts'
import { VERBS } from '../../../src/command/verbs.ts'
import { KEY, SECRET_TEXT } from '../../support/fixtures.ts'
import { runCommand } from '../../support/run-command.ts'

const NAMES = [...VERBS.keys()]
const KEYS = { DAYPASS_KEYS: `k:${SECRET_TEXT}` }
const token = createLinks({ keys: [KEY] }).sign('q3.pdf', 'read', '4h')

describe('the help', () => {
  it('lists every verb, on the standard output', async () => {
    const { exit, stdout, stderr } = await runCommand(['--help'])
    expect([exit, stderr]).toEqual([0, ''])
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} +\\w`, 'm'))
  })

  it('is wrong usage if nothing was asked for', async () => {
    const { exit, stdout, stderr } = await runCommand([])
    expect([exit, stdout, stderr]).toEqual([2, '', (await runCommand(['--help'])).stdout])
  })

  it.each(NAMES)('of %s has two examples that its command line takes', async (name) => {
    const { exit, stdout, stderr } = await runCommand([name, '--help'])
    expect([exit, stderr]).toEqual([0, ''])
    const [, text = ''] = stdout.split('\nexamples:\n')
    const examples = text.trimEnd().split('\n')
    expect(examples.length).toBe(2)
    const verb = await VERBS.get(name)?.load()
    if (verb === undefined) throw new Error(name)
    for (const example of examples) {
      const line = new RegExp(`daypass (${name})\\b([^|<>)]*)`).exec(example)
      expect(line, example).not.toBeNull()
      const words = line?.[2]?.match(/"[^"]*"|[^\s"]+/g) ?? []
      const count = parseGiven(words, verb.flags).positionals.length
      expect(count >= verb.positionals.min && count <= verb.positionals.max, example).toBe(true)
    }
  })

  it.each(NAMES)('of %s is the same by every way to ask for it', async (name) => {
    const help = (await runCommand([name, '--help'])).stdout
    for (const args of [
      ['help', name],
      ['--help', name],
      [name, '-h'],
      [name, 'x', 'y', 'z', '-h'],
    ]) {
      expect((await runCommand(args)).stdout).toBe(help)
    }
  })
})

it('the version is that of the package', async () => {
  expect((await runCommand(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

describe('wrong usage', () => {
  it.each([
    [['sgin'], 'unknown verb "sgin"; did you mean sign?'],
    [['encrypt'], 'unknown verb "encrypt"; see daypass --help'],
    [[token], 'unknown verb; see daypass --help'],
    [['--json', 'sign'], 'the verb comes first: daypass VERB [argument…] [option…]'],
    [['keygen', '--it', 'x'], 'unknown option --it; did you mean --id?'],
    [['verify'], 'an argument is missing: daypass verify TOKEN [--file FILE_ID] [--perm PERM] [option…]'],
    [['uses', 'a', 'b'], 'too many arguments: daypass uses TOKEN --store STORE [option…]'],
  ])('is 2, with a message on the standard error output: %j', async (args, message) => {
    expect(await runCommand(args)).toEqual({
      exit: 2,
      stdout: args[0] === '--json' ? '{"ok":false,"code":"usage"}\n' : '',
      stderr: `daypass: ${message}\n`,
    })
  })

  it('is in the JSON too', async () => {
    const { exit, stdout } = await runCommand(['keygen', '--it', 'x', '--json'])
    expect([exit, stdout]).toEqual([2, '{"ok":false,"code":"usage"}\n'])
  })
})

// A token or a secret, wherever somebody may put it by mistake.
const PLACES = [
  (text: string) => [text],
  (text: string) => [`--${text}`],
  ...NAMES.flatMap((name) => [
    (text: string) => [name, text, '--store', 'x'],
    (text: string) => [name, text, text, text],
    (text: string) => [name, `--${text}`],
    (text: string) => [name, 'x', 'x', `--${text}=${text}`],
    (text: string) => [name, 'x', `--json=${text}`],
    ...[
      'store',
      'ttl',
      'perm',
      'max-ttl',
      'purpose',
      'custom-perm',
      'address',
      'id',
      'in',
      'keys',
      'uses',
      'url',
      'not-before',
      'file',
      'ref',
      'nonce',
    ].map((flag) => (text: string) => [
      name,
      ...(name === 'policy' ? ['set', 'a'] : ['a']),
      '--perm',
      'read',
      '--ttl',
      '1h',
      `--${flag}`,
      text,
    ]),
  ]),
]

it.each([
  ['token', token],
  ['URL', `https://files.example.org/?token=${token}`],
  ['secret', SECRET_TEXT],
  ['key', KEYS.DAYPASS_KEYS],
])('no error shows a %s', async (_, text) => {
  let errors = 0
  for (const place of PLACES) {
    const args = place(text)
    const { exit, stdout, stderr } = await runCommand(args, { env: KEYS })
    if (exit === 0) continue
    errors++
    for (const part of [token.slice(-30), SECRET_TEXT.slice(0, 20)]) {
      expect(stderr.includes(part) || stdout.includes(part), args.slice(0, 2).join(' ')).toBe(false)
    }
  }
  expect(errors).toBeGreaterThan(PLACES.length / 2)
})

it.each([
  [['policy', 'set', 'p', '--store', 'sqlite:links.db'], 'policy set needs an option that restricts something'],
  [['revoke', '--all', '--store', 'sqlite:links.db', '--create', '--prefix', 'x:'], '--prefix is for Redis'],
])('refuses an option that is missing or has no effect: %j', async (args, message) => {
  const { exit, stderr } = await runCommand(args)
  expect(exit).toBe(2)
  expect(stderr).toContain(message)
})

it.each([
  [['revoke', '--all', '--max-ttl', 'foo'], 'maxTtl must be'],
  [['revoke', '--all', '--purpose', 'BAD!'], 'purpose must be'],
  [['rotate', '--in', '1150000d'], '--in must be at most 3653d'],
])('reports a wrong option before it looks for a store: %j', async (args, message) => {
  const store = args[0] === 'revoke' ? ['--store', 'redis://127.0.0.1:1'] : []
  const { exit, stderr } = await runCommand([...args, ...store], { env: { DAYPASS_KEYS: `k:${SECRET_TEXT}` } })
  expect(exit).toBe(2)
  expect(stderr).toContain(message)
})
