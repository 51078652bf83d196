import fc from 'fast-check'
import { tokenCharacters } from '../../support/arbitraries.ts'
import { NOW, NOW_SECONDS } from '../../support/fixtures.ts'
import { type SpecRequest, withMac } from '../../support/spec-verifier.ts'
import { holdersBlocks, signersBlocks } from './support/fields.ts'
import { BOUND, instants, requests } from './support/requests.ts'
import { compare, SIDES } from './support/scene.ts'

/** Text, and whether the MAC of some server is to be put behind it. */
interface Written {
  readonly head: string
  readonly body: string
  readonly mac: 'right' | 'of another' | 'none'
}

export interface TextCase {
  readonly written: Written
  readonly request: SpecRequest
  readonly now: number
  readonly side: number
}

const heads = fc.constantFrom(
  ...'1.k. 1.k. 1.k. 1.k. 1.k. 1b.k. 1b.k. 1b.k. 1.K. 1.k~. 2.k. 1c.k. 1.. 1.__proto__. .k. 1.k 1b. k.'.split(' '),
)

const written: fc.Arbitrary<Written> = fc.oneof(
  // Blocks made of fields, which the MAC of this very server covers: only the grammar is between them and a grant.
  {
    weight: 12,
    arbitrary: fc.record({
      head: heads,
      body: fc
        .tuple(
          signersBlocks,
          fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(holdersBlocks, { maxLength: 9 })),
        )
        .map(([signers, holders]) => [signers, ...holders].join('~')),
      mac: fc.constantFrom('right', 'right', 'right', 'right', 'right', 'right', 'of another'),
    }),
  },
  // Characters of tokens, and those that careless readers take for them, with and without a MAC.
  {
    weight: 2,
    arbitrary: fc.record({
      head: heads,
      body: fc.array(tokenCharacters, { maxLength: 60 }).map((all) => all.join('')),
      mac: fc.constantFrom('right', 'none'),
    }),
  },
  // Anything.
  {
    weight: 1,
    arbitrary: fc.record({
      head: fc.constantFrom('', '1.k.'),
      body: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.constantFrom('x', '.', '~', '1.', 'a~').chain((text) => fc.nat(2100).map((count) => text.repeat(count))),
      ),
      mac: fc.constant('none'),
    }),
  },
)

const side = fc.nat(SIDES.length - 1)

// A request that meets every condition of a link, and what to change in it so that one is not met.
const MET: SpecRequest = { fileId: 'a', perm: 'read', address: '192.0.2.7', secure: true, boundTo: BOUND }
const CHANGES: readonly Partial<Pick<TextCase, 'request' | 'now'>>[] = [
  {},
  { now: NOW + 500_000 },
  { now: NOW - 2_000_000 },
  { request: { ...MET, fileId: 'b' } },
  { request: { ...MET, perm: 'write' } },
  { request: { ...MET, address: '198.51.100.1' } },
  { request: { ...MET, secure: false } },
  { request: { ...MET, boundTo: undefined } },
]

/** A link with every condition: fields that are drawn one by one seldom get as far as the last of them. */
const conditional: fc.Arbitrary<TextCase> = fc
  .record({
    head: fc.constantFrom('1.k.', '1b.k.'),
    holders: fc.constantFrom('', '~h', '~pread', `~e${NOW_SECONDS + 500}`),
    change: fc.constantFrom(...CHANGES),
    side,
  })
  .map(({ head, holders, change, side }) => {
    const body = `ac000020018.b${NOW_SECONDS - 1}.e${NOW_SECONDS + 500}.fa.h.pread${holders}`
    return { written: { head, body, mac: 'right' }, request: MET, now: NOW, side, ...change }
  })

const textCase: fc.Arbitrary<TextCase> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ written, request: requests, now: instants, side }) },
  { weight: 1, arbitrary: conditional },
)

/** Any text as a token: the library and the reference verifier say the same. `seen` counts the outcomes. */
export function tokenTextProperty(seen: Map<string, number>): fc.IAsyncProperty<[TextCase]> {
  return fc.asyncProperty(textCase, async (given) => {
    const side = SIDES[given.side]
    const token = tokenOf(given)
    if (side === undefined) return
    const outcome = await compare(side, token, given.request, given.now)
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
  })
}

function tokenOf({ written: { head, body, mac }, side }: TextCase): string {
  const signed = head + body
  if (mac === 'none') return signed
  const own = SIDES[mac === 'right' ? side : (side + 2) % SIDES.length]
  return own === undefined ? signed : withMac(signed, head.startsWith('1b') ? BOUND : undefined, own.spec)
}
