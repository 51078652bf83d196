import { describe, expect, it } from 'vitest'
import { linksAt, NOW } from '../../support/fixtures.ts'
import { runCommand } from '../../support/run-command.ts'

const token = linksAt(NOW).sign('q3.pdf', 'read', '1h')

/** The block that `inspect` reads, which it reads without a key. */
async function read(argument: string, stdin = '', ...more: readonly string[]) {
  const { exit, stdout, stderr } = await runCommand(['inspect', argument, '--unverified', '--json', ...more], { stdin })
  return exit === 0 ? JSON.parse(stdout).blocks[0].fileId : stderr
}

describe('a token is read from', () => {
  it.each([
    ['the argument', token, ''],
    ['an argument with blanks around it', ` ${token}\n`, ''],
    ['stdin', '-', `${token}\n`],
    ['stdin of Windows', '-', `\uFEFF${token}\r\n`],
    ['a URL', `https://files.example.org/q3.pdf?page=1&token=${token}#top`, ''],
    ['a URL on stdin', '-', `https://files.example.org/q3.pdf?token=${token}\n`],
    ['the path of a URL', `/files/q3.pdf?token=${token}`, ''],
    ['a URL of another scheme', `myapp://q3?token=${token}`, ''],
    ['a URL with escapes', `https://files.example.org/?token=${token.replaceAll('.', '%2E')}`, ''],
  ])('%s', async (_, argument, stdin) => {
    expect(await read(argument, stdin)).toBe('q3.pdf')
  })

  it('a parameter of another name', async () => {
    expect(await read(`/q3.pdf?token=x&link=${token}`, '', '--param', 'link')).toBe('q3.pdf')
  })
})

describe('what is not a token', () => {
  it.each([
    ['https://files.example.org/q3.pdf', 'the URL has no query, and so no token'],
    [
      'https://files.example.org/q3.pdf?page=1',
      'the URL does not have the parameter that contains the token; see --param',
    ],
    [`/q3.pdf?token=${token}&token=${token}`, 'the URL has the parameter that contains the token more than once'],
  ])('is wrong usage: %s', async (argument, message) => {
    expect(await read(argument)).toBe(`daypass: ${message}\n`)
  })

  it.each(['C:\\links\\q3.txt', 'C:/links/q3.txt', '\\\\server\\links\\q3.txt', 'q3.pdf', ''])(
    'is malformed, and not a URL: %s',
    async (argument) => {
      expect(await read(argument)).toBe('daypass: malformed: the text is not a link\n')
    },
  )

  it('is not read at any length', async () => {
    expect(await read('-', 'x'.repeat(65_537))).toBe('daypass: the standard input is longer than 65536 bytes\n')
  })
})
