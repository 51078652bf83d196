import { createHmac } from 'node:crypto'
import { createLinks, LinkError, type NarrowOptions, narrow } from 'daypass'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEY, NOW } from '../support/fixtures.ts'
import { appendBlock, macOf, withoutMac } from '../support/holder.ts'
import { runs } from '../support/runs.ts'

const links = createLinks({ keys: [KEY], clock: () => NOW })
const REQUEST = { fileId: 'a/b/c', perm: 'read', address: '192.0.2.1', secure: true, boundTo: 'alice' } as const

/** A link and what was narrowed from it step by step, and another such family of the same key; all of them work. */
interface Family {
  readonly tokens: readonly string[]
  readonly blocks: readonly string[]
  readonly others: readonly string[]
  readonly otherBlocks: readonly string[]
  /** Any text, and any two places, for forgers that need some. */
  readonly text: string
  readonly i: number
  readonly j: number
}

type Forger = (family: Family) => string

const STEPS: readonly NarrowOptions[] = [
  { perms: 'read' },
  { perms: ['read', 'list'] },
  { ttl: new Date(NOW + 1_800_000) },
  { notBefore: new Date(NOW - 60_000) },
  { httpsOnly: true },
  { addresses: ['192.0.2.0/24'] },
  { upload: { maxBytes: 9 } },
  { fileId: 'a/b', scope: 'tree' },
  { fileId: 'a/b/c' },
]

const signed = fc
  .record({
    perms: fc.constantFrom<'read' | ('read' | 'list')[]>('read', ['read', 'list']),
    bound: fc.boolean(),
    tree: fc.boolean(),
  })
  .map(({ perms, bound, tree }) =>
    links.sign(tree ? 'a' : 'a/b/c', perms, '1h', {
      ...(tree && { scope: 'tree' }),
      ...(bound && { boundTo: 'alice' }),
    }),
  )

const narrowed = (min: number): fc.Arbitrary<readonly string[]> =>
  fc.tuple(signed, fc.array(fc.constantFrom(...STEPS), { minLength: min, maxLength: 4 })).map(([token, steps]) => {
    const tokens = [token]
    for (const step of steps) tokens.push(narrow(last(tokens), step))
    return tokens
  })

const family: fc.Arbitrary<Family> = fc
  .record({
    tokens: narrowed(2),
    others: narrowed(1),
    text: fc.constantFrom('pread', 'h', 'e99999999999', 'fa', 'x', ''),
    i: fc.nat(),
    j: fc.nat(),
  })
  .map((one) => ({ ...one, blocks: blocksOf(one.tokens), otherBlocks: blocksOf(one.others) }))

const DROPPED = (all: readonly string[], i: number): string[] => all.filter((_, at) => at !== i % all.length)

const FORGERS: Readonly<Record<string, Forger>> = {
  'drops a block': ({ blocks, tokens, i }) => join(DROPPED(blocks, i), macOf(last(tokens))),
  'drops a block, and takes the MAC of an ancestor': ({ blocks, tokens, i, j }) =>
    join(DROPPED(blocks, i), macOf(pick(tokens, j))),
  'drops a block of a holder, and MACs the last with the MAC of the one before': ({ blocks, tokens, i }) => {
    const parent = join(DROPPED(blocks, 1 + (i % (blocks.length - 2))).slice(0, -1), macOf(tokens.at(-2) as string))
    return appendBlock(parent, last(blocks))
  },
  'cuts the last block off, and keeps the MAC of the child for the parent': ({ blocks, tokens }) =>
    join(blocks.slice(0, -1), macOf(last(tokens))),
  'cuts several blocks off': ({ blocks, tokens, i }) =>
    join(blocks.slice(0, 1 + (i % (blocks.length - 1))), macOf(last(tokens))),
  'takes the MAC of an ancestor for a child': ({ blocks, tokens, i }) =>
    join(blocks, macOf(tokens[i % (tokens.length - 1)] as string)),
  'MACs the parent with the MAC of the child as key': ({ blocks, tokens }) =>
    join(blocks.slice(0, -1), hmac(macOf(last(tokens)), blocks.at(-2) as string)),
  'MACs the parent in full with the MAC of the child as key': ({ blocks, tokens }) => {
    const parent = blocks.slice(0, -1)
    return join(parent, hmac(macOf(last(tokens)), parent.join('~')))
  },
  'replaces the last block, and MACs it with its MAC as key': ({ blocks, tokens, text }) =>
    join([...blocks.slice(0, -1), text], hmac(macOf(last(tokens)), text)),
  'replaces the last block, and keeps its MAC': ({ blocks, tokens, text }) =>
    join([...blocks.slice(0, -1), text], macOf(last(tokens))),
  'reorders two blocks': ({ blocks, tokens, i, j }) => join(swapped(blocks, i, j), macOf(last(tokens))),
  'reorders two blocks, and MACs the last again with the MAC of its parent': ({ blocks, tokens, i, j }) => {
    const other = swapped(blocks, i, j)
    return join(other, hmac(macOf(tokens.at(-2) as string), last(other)))
  },
  'repeats a block': ({ blocks, tokens, i }) => join([...blocks, pick(blocks, i)], macOf(last(tokens))),
  'repeats a block where it stands': ({ blocks, tokens, i }) => {
    const at = i % blocks.length
    return join([...blocks.slice(0, at), blocks[at] as string, ...blocks.slice(at)], macOf(last(tokens)))
  },
  'puts a block between two others': ({ blocks, tokens, text, i }) => {
    const at = 1 + (i % (blocks.length - 1))
    return join([...blocks.slice(0, at), text, ...blocks.slice(at)], macOf(last(tokens)))
  },
  'edits one character of a block': ({ tokens, i, j }) => {
    const token = last(tokens)
    const at = i % withoutMac(token).length
    return token.slice(0, at) + 'A0.~_-z'[j % 7] + token.slice(at + 1)
  },
  'edits one character of a block, and MACs the last again': ({ blocks, tokens, i, j }) => {
    const text = blocks[0] as string
    const at = i % text.length
    const edited = text.slice(0, at) + 'A0._-z'[j % 6] + text.slice(at + 1)
    return join([edited, ...blocks.slice(1)], macOf(last(tokens)))
  },
  'edits one character of the MAC': ({ tokens, i, j }) => {
    const mac = macOf(last(tokens))
    const at = i % mac.length
    return `${withoutMac(last(tokens))}.${mac.slice(0, at)}${'AQgw048_-'[j % 9]}${mac.slice(at + 1)}`
  },
  'splices the blocks of another link behind this one': ({ blocks, others, otherBlocks }) =>
    join([blocks[0] as string, ...otherBlocks.slice(1)], macOf(last(others))),
  'splices the blocks of this link behind another': ({ blocks, tokens, otherBlocks }) =>
    join([otherBlocks[0] as string, ...blocks.slice(1)], macOf(last(tokens))),
  'splices a block of another link in': ({ blocks, tokens, otherBlocks, i }) => {
    const at = 1 + (i % (blocks.length - 1))
    return join([...blocks.slice(0, at), last(otherBlocks), ...blocks.slice(at + 1)], macOf(last(tokens)))
  },
  'takes the MAC of another link': ({ tokens, others, i }) => `${withoutMac(last(tokens))}.${macOf(pick(others, i))}`,
  'makes the block of a holder the signer’s': ({ blocks, tokens, i }) => {
    const [head] = (blocks[0] as string).match(/^1b?\.k\./) as RegExpMatchArray
    const block = `e${NOW / 1000 + 60}.fa.pread`
    return join([head + block, ...blocks.slice(1, 1 + (i % 2))], hmac(macOf(last(tokens)), head + block))
  },
  'binds a plain link, or unbinds a bound one': ({ tokens }) => {
    const token = last(tokens)
    return token.startsWith('1b') ? token.replace('1b', '1') : token.replace('1', '1b')
  },
  'makes a MAC up': ({ blocks, text, i }) => join(blocks, hmac(`${text}${i}`, last(blocks))),
}

describe('a holder who forges', () => {
  it('has links that work to begin with', () => {
    fc.assert(
      fc.property(family, ({ tokens, others, blocks }) => {
        for (const token of [...tokens, ...others]) expect(links.tryVerify(token, REQUEST).ok).toBe(true)
        expect(join(blocks, macOf(last(tokens)))).toBe(last(tokens))
      }),
      runs(50),
    )
  })

  it.each(Object.entries(FORGERS))('%s, and is refused', (_, forge) => {
    let forgeries = 0

    fc.assert(
      fc.property(family, (one) => {
        const token = forge(one)
        // Some forgeries come out as a link that the forger holds anyway.
        if (one.tokens.includes(token) || one.others.includes(token)) return
        forgeries++
        const result = links.tryVerify(token, REQUEST)
        expect(result.ok).toBe(false)
        expect(['bad-signature', 'malformed', 'unknown-key']).toContain(result.code)
        expect(result).not.toHaveProperty('refused')
        expect(() => links.verify(token, REQUEST)).toThrow(LinkError)
      }),
      runs(60),
    )
    expect(forgeries).toBeGreaterThan(10)
  })

  it('finds out no MAC but those of descendants', () => {
    const parent = links.sign('a', 'read', '1h', { scope: 'tree' })
    const child = narrow(parent, { fileId: 'a/b' })

    // What a holder of the child can compute: the MAC of anything behind the child. None of it is the parent's.
    const reachable = ['', 'h', 'pread', last(blocksOf([child])), withoutMac(parent), withoutMac(child)]
    for (const block of reachable) {
      expect(hmac(macOf(child), block)).not.toBe(macOf(parent))
      expect(links.tryVerify(`${withoutMac(parent)}.${hmac(macOf(child), block)}`, REQUEST).code).toBe('bad-signature')
    }
  })

  it('gets nowhere with characters that lose their high byte', () => {
    const parent = links.sign('a', ['read'], '1h', { scope: 'tree' })
    const honest = appendBlock(parent, `e${NOW / 1000 + 60}`)

    expect(links.tryVerify(honest, { fileId: 'a/b' }).ok).toBe(true)
    for (const digit of '0123456789') {
      const twin = honest.replaceAll(digit, String.fromCharCode(digit.charCodeAt(0) + 0x100))
      if (twin !== honest) expect(links.tryVerify(twin, { fileId: 'a/b' }).ok).toBe(false)
      for (const encoding of ['utf8', 'latin1'] as const) {
        const block = `e${NOW / 1000 + 60}`.replaceAll(digit, String.fromCharCode(digit.charCodeAt(0) + 0x100))
        const result = links.tryVerify(appendBlock(parent, block, encoding), { fileId: 'a/b' })
        if (block !== `e${NOW / 1000 + 60}`) expect(result.ok).toBe(false)
      }
    }
  })
})

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

function join(blocks: readonly string[], mac: string): string {
  return `${blocks.join('~')}.${mac}`
}

/** Head and signer's block as one, then the blocks of the holders. */
function blocksOf(tokens: readonly string[]): readonly string[] {
  return withoutMac(last(tokens)).split('~')
}

function swapped(blocks: readonly string[], i: number, j: number): readonly string[] {
  const [a, b] = [i % blocks.length, (i + 1 + (j % (blocks.length - 1))) % blocks.length]
  return blocks.map((block, at) => (at === a ? (blocks[b] as string) : at === b ? (blocks[a] as string) : block))
}

function last<T>(list: readonly T[]): T {
  return list.at(-1) as T
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}
