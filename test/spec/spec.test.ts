import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createLinks, type LinkErrorCode, type LinkRequest, STANDARD_PERMS } from 'daypass'
import { describe, expect, test } from 'vitest'
import { base64url, hmac, NONCE, PLAIN, SECRET, T, tokenOf } from './make-vectors/signer.ts'

const spec = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')

/** The text from the heading that begins with these words to the next heading. */
function section(heading: string): string {
  const [, text] = spec.split(new RegExp(`^#+ ${heading.replaceAll('.', '\\.')}\\b.*$`, 'm'))
  if (text === undefined) throw new Error(`SPEC.md has no section ${heading}`)
  return text.split(/^#/m)[0] as string
}

/** Rows of the tables in a text, as cells without their back-quotes; without the two lines at the head. */
function rows(text: string): readonly (readonly string[])[] {
  return Array.from(text.matchAll(/^\|(.*)\|$/gm), ([, row = '']) =>
    row.split(/(?<!`)\|(?!`)/).map((cell) => cell.trim().replaceAll('`', '')),
  ).filter(([first = ''], i, all) => !/^-+$/.test(first) && !/^-+$/.test(all[i + 1]?.[0] ?? ''))
}

function verify(token: string, request: LinkRequest = {}): string {
  const links = createLinks<string>({ keys: [{ id: 'k1', secret: SECRET }], clock: () => T * 1000 })
  return links.tryVerify(token, request as LinkRequest<never>).code ?? 'accepted'
}

const examples = Array.from(spec.matchAll(/^```example\n(.*?)^```$/gms), ([, lines = '']) =>
  Object.fromEntries(Array.from(lines.matchAll(/^(.*?) += (.*)$/gm), ([, name = '', value = '']) => [name, value])),
)

describe('worked examples', () => {
  test('there are three', () => {
    expect(examples).toHaveLength(3)
  })

  test.each(examples)('$token', (example) => {
    const at = (name: string): string => example[name] ?? ''
    const digest = (key: Buffer, message: string | Buffer): string =>
      createHmac('sha256', key).update(message).digest('hex')
    const textOf = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url')
    const derived = digest(Buffer.from(at('secret'), 'base64url'), `daypass/1/${at('purpose')}`)
    expect(at('derived key')).toBe(derived)

    const [signed = ''] = at('token').slice(0, -44).split('~')
    const bound = example['bound to'] === undefined ? '' : `\0${example['bound to']}`
    expect(Buffer.from(at('first message'), 'hex').toString()).toBe(signed + bound)
    expect(at('first digest')).toBe(digest(Buffer.from(derived, 'hex'), Buffer.from(at('first message'), 'hex')))
    expect(at('first MAC')).toBe(textOf(at('first digest')))

    const blocks = at('token').slice(0, -44).split('~').slice(1)
    let mac = at('first MAC')
    for (const [i, block] of blocks.entries()) {
      expect(at(`block ${i + 1}`)).toBe(block)
      expect(at(`key ${i + 1}`)).toBe(Buffer.from(mac).toString('hex'))
      expect(at(`digest ${i + 1}`)).toBe(digest(Buffer.from(mac), block))
      mac = at(`MAC ${i + 1}`)
      expect(mac).toBe(textOf(at(`digest ${i + 1}`)))
    }
    expect(at('token').slice(-43)).toBe(mac)
    expect(verify(at('token'), JSON.parse(at('request')))).toBe('accepted')
  })

  test('every other token in the text is accepted', () => {
    const tokens = spec.match(/\b1b?\.k1\.[\w.~-]+\.[\w-]{43}(?![\w-])/g) ?? []
    expect(tokens.length).toBeGreaterThan(examples.length)
    const requests = [{ fileId: 'reports/q3.pdf', boundTo: 'session-1' }, { fileId: 'studies/42/slide-7.dcm' }]
    const known = { address: '192.0.2.7', secure: true }
    for (const token of tokens) {
      expect(requests.map((request) => verify(token, { ...request, ...known }))).toContain('accepted')
    }
  })
})

const REQUIRED = PLAIN.split('.')
const ISSUE = [`i${T}`, `n${NONCE}`]

/** The plain block with this field in its place, instead of the one that says the same, and with what it requires beside it. */
function signersBlock(field: string): string {
  const letter = field.charAt(0)
  const needed = 'insu'.includes(letter) ? [...REQUIRED, ...ISSUE] : REQUIRED
  const others = needed.filter((other) => other.charAt(0) !== letter && !(letter === 'g' && other.startsWith('f')))
  return [...others, field].sort().join('.')
}

function asSigner(field: string): string {
  return verify(tokenOf({ block: signersBlock(field) })) === 'malformed' ? 'no' : 'yes'
}

function asHolder(field: string): string {
  const block = field === 't' ? 'ffile-1.t' : field
  return verify(tokenOf({ narrowed: [block] })) === 'malformed' ? 'no' : 'yes'
}

const letters = rows(section('5.1'))

describe('table of letters', () => {
  test.each(letters)('%s (%s)', (letter, _field, _value, example = '', signer = '', holder = '') => {
    expect(example.charAt(0)).toBe(letter)
    expect({ signer: asSigner(example), holder: asHolder(example) }).toEqual({
      signer: signer === 'no' ? 'no' : 'yes',
      holder: holder === 'no' ? 'no' : 'yes',
    })
  })

  test('what a signer must say, and nothing else, is missed', () => {
    for (const [letter = '', , , example = '', signer = ''] of letters) {
      if (signer === 'no') continue
      const fields = new Set([...REQUIRED, example])
      const without = [...fields].filter((field) => !field.startsWith(letter))
      const block = without.filter((field) => letter !== 'g' || !field.startsWith('f')).sort()
      expect([letter, verify(tokenOf({ block: block.join('.') }))]).toEqual([
        letter,
        signer.startsWith('must') ? 'malformed' : 'accepted',
      ])
    }
  })

  test('a field that needs another is malformed without it', () => {
    const needy = letters.flatMap(([letter = '', , , example = '', signer = '']) =>
      Array.from(signer.matchAll(/, with `?(\w)`?/g), ([, other = '']) => ({ letter, example, other })),
    )
    expect(needy.map(({ letter, other }) => letter + other)).toEqual(['in', 'ni', 'si', 'ui'])
    for (const { example, other } of needy) {
      const whole = signersBlock(example).split('.')
      expect(verify(tokenOf({ block: whole.join('.') }))).toBe('state-required')
      const rest = whole.filter((field) => !field.startsWith(other))
      expect([example, verify(tokenOf({ block: rest.join('.') }))]).toEqual([example, 'malformed'])
    }
  })

  test('the letters stand in their order, each once', () => {
    const order = letters.map(([letter]) => letter)
    expect(order.length).toBeGreaterThan(20)
    expect(order).toEqual([...new Set(order)].sort())
  })

  test('no other character begins a field', () => {
    const listed = new Set(letters.map(([letter]) => letter))
    const others = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i)).filter(
      (letter) => !listed.has(letter) && letter !== '.' && letter !== '~',
    )
    const values = ['', '1', 'a', 'read', base64url('text'), 'c000020018']
    const passing = others.flatMap((letter) =>
      values.map((value) => letter + value).filter((field) => asSigner(field) === 'yes' || asHolder(field) === 'yes'),
    )
    expect(others.length).toBeGreaterThan(60)
    expect(passing).toEqual([])
  })
})

// The compiler holds this to the union: a code that is missing here, or unknown there, is a type error.
const CODES: Readonly<Record<LinkErrorCode, true>> = {
  malformed: true,
  'unknown-key': true,
  'bad-signature': true,
  'binding-required': true,
  'not-yet-valid': true,
  expired: true,
  'too-long-lived': true,
  'wrong-file': true,
  'permission-denied': true,
  'wrong-address': true,
  'https-required': true,
  'state-required': true,
  revoked: true,
  'used-up': true,
}

describe('codes', () => {
  const codes = Object.keys(CODES).sort()
  const [, list = ''] = section('6.4').split('and no others:')

  test('the list is LinkErrorCode', () => {
    expect(Array.from(list.matchAll(/`([a-z-]+)`/g), ([, code]) => code).sort()).toEqual(codes)
  })

  test('the table of checks gives each of them', () => {
    const given = rows(section('6.4')).map((row) => row.at(-1) as string)
    expect(given.filter((code) => !/^[a-z-]+$/.test(code))).toEqual(['that of the check'])
    expect([...new Set(given)].filter((code) => /^[a-z-]+$/.test(code)).sort()).toEqual(codes)
  })

  test('the vectors give each of them', () => {
    const read = (name: string) => JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'))
    const asked: { expected: { code?: string } }[] = [
      ...read('refused').vectors,
      ...read('managed').vectors.flatMap(({ requests }: { requests: [] }) => requests),
    ]
    expect([...new Set(asked.flatMap(({ expected }) => expected.code ?? []))].sort()).toEqual(codes)
  })
})

describe('other examples', () => {
  test('the standard permissions', () => {
    expect(rows(section('5.4')).map(([name]) => name)).toEqual([...STANDARD_PERMS])
  })

  test('the table of trees', () => {
    const [[folder = '', inside = '', outside = ''] = []] = rows(section('5.3'))
    const token = tokenOf({ block: `e${T + 3600}.g${base64url(folder)}.pread.t` })
    const verdicts = (ids: string): ReadonlySet<string> =>
      new Set(ids.split(', ').map((fileId) => verify(token, { fileId })))
    expect(verdicts(inside)).toEqual(new Set(['accepted']))
    expect(verdicts(outside)).toEqual(new Set(['wrong-file']))
  })

  test.each([
    ['192.0.2.0/24', 'c000020018'],
    ['192.0.2.7', 'c000020720'],
    ['2001:db8::/32', '20010db800000000000000000000000020'],
    ['::ffff:192.0.2.0/120', 'c000020018'],
  ])('the network %s', (address, network) => {
    const text = section('5.5').replace(/\s+/g, ' ')
    expect(text).toContain(`\`${address}\` is \`${network}\``)
    const links = createLinks({ keys: [{ id: 'k1', secret: SECRET }], clock: () => T * 1000 })
    expect(links.sign('file-1', 'read', '1h', { addresses: [address] })).toContain(`.a${network}.`)
  })

  test('rounding', () => {
    const expiry = (maxTtl: number): string | undefined =>
      /\.e([0-9]+)\./.exec(
        createLinks({
          keys: [{ id: 'k1', secret: SECRET }],
          clock: () => 1_700_000_000_000,
          maxTtl: `${maxTtl}s`,
        }).sign('file-1', 'read', 3600, { roundExpiry: 300 }),
      )?.[1]
    const text = section('7').replace(/\s+/g, ' ')
    expect(text).toContain(`the expiry is ${expiry(604_800)}; if maxTtl is 3600, it is ${expiry(3600)}.`)
  })

  test('the three steps of a holder', () => {
    const parent = tokenOf({})
    expect(verify(`${parent.slice(0, -44)}~h.${hmac(parent.slice(-43), 'h')}`, { secure: true })).toBe('accepted')
  })
})
