import { LinkError, narrow, type SignOptions } from 'daypass'
import fc from 'fast-check'
import { disagreement } from '../../support/disagreement.ts'
import { NOW } from '../../support/fixtures.ts'
import { type SpecRequest, withMac } from '../../support/spec-verifier.ts'
import { BOUND } from './support/requests.ts'
import { compare, type Perm, SIDES, type Side, scene } from './support/scene.ts'

type Mutation = readonly [kind: number, at: number, value: number]

export interface BytesCase {
  readonly token: number
  readonly mutations: readonly Mutation[]
  /** Whether the bytes are read as UTF-8, as latin1, or as UTF-16 of the same low bytes. */
  readonly reading: number
  /** Whether someone with the key signs what the mutation made of the blocks. */
  readonly isSigned: boolean
}

const IDS = ['a', '018f3c1e-7b1a-7cc2-b3a4-5d6e7f809112', 'reports/q3 é.pdf', 'a/b', 'x'.repeat(512), '🗝'.repeat(60)]
const OPTIONS: readonly SignOptions[] = [
  {},
  { boundTo: BOUND },
  { notBefore: new Date(NOW), ref: 'case 7' },
  { addresses: ['192.0.2.0/24', '2001:db8::/32'], httpsOnly: true },
  { scope: 'tree' },
  { response: { filename: 'q3 é.pdf', contentType: 'text/plain; charset=utf-8', disposition: 'inline' } },
  { upload: { minBytes: 1, maxBytes: 1_000_000, contentTypes: ['image/*', 'text/plain'] } },
  { boundTo: BOUND, scope: 'tree', roundExpiry: 60, httpsOnly: true },
]
const SIDE = SIDES[0] as Side
const REQUEST: SpecRequest = { address: '192.0.2.7', secure: true, boundTo: BOUND }

/** Tokens that the library made: every set of conditions on every kind of id, narrowed up to eight times. */
async function makePool(): Promise<readonly string[]> {
  scene.now = NOW
  const sign = async (id: string, options: SignOptions): Promise<string> =>
    SIDE.links.sign(id, ['read', 'write', 'annotate'], 3600, options)
  const narrowOften = async (token: string): Promise<string> => {
    let child = token
    for (let i = 0; i < 8; i++) child = await narrow(child, { httpsOnly: true })
    return child
  }
  const tokens = await Promise.all(IDS.flatMap((id) => OPTIONS.map((options) => sign(id, options))))
  const narrowed = await Promise.all(
    tokens.map((token) => narrow(token, { perms: ['read', 'write'], ttl: new Date(NOW + 60_000) })),
  )
  const often = await Promise.all(tokens.slice(0, 4).map(narrowOften))
  return [...tokens, ...narrowed, ...often]
}

const bytesCase = (tokens: number): fc.Arbitrary<BytesCase> =>
  fc.record({
    token: fc.nat(tokens - 1),
    mutations: fc.array(fc.tuple(fc.nat(9), fc.nat(2047), fc.nat(255)), { minLength: 1, maxLength: 4 }),
    reading: fc.nat(5),
    isSigned: fc.boolean(),
  })

/** Bytes of a valid token, changed: the same answer as from the reference verifier, and never a grant if no key was used. */
export async function tokenBytesProperty(seen: Map<string, number>): Promise<fc.IAsyncProperty<[BytesCase]>> {
  const pool = await makePool()
  const issued = new Set(pool)
  return fc.asyncProperty(bytesCase(pool.length), async (given) => {
    const original = pool[given.token] as string
    const mutated = mutate(pool, original, given)
    const token = given.isSigned ? signAgain(mutated) : mutated
    const request = {
      ...REQUEST,
      ...(original.includes('.t') && { fileId: IDS[Math.floor(given.token / 8) % 6] as string }),
    }
    const outcome = await compare(SIDE, token, request, NOW)
    if (!given.isSigned && !issued.has(token) && !/^(?:malformed|unknown-key|bad-signature)$/.test(outcome)) {
      throw disagreement({ token, outcome, expected: 'a refusal: no key made this token' })
    }
    await checkNarrowed(token, request, outcome)
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
  })
}

/** A holder of such a token gets either nothing, or what its parent does not refuse: narrowing opens nothing. */
async function checkNarrowed(token: string, request: SpecRequest, outcome: string): Promise<void> {
  let child: string
  try {
    child = await narrow(token, { perms: ['read', 'annotate'] })
  } catch (error) {
    const isSaid =
      error instanceof LinkError ? outcome !== 'ok' && error.code === 'malformed' : error instanceof RangeError
    if (isSaid && (token.length < 20 || !(error as Error).message.includes(token.slice(0, 20)))) return
    throw disagreement({ token, outcome, thrown: String(error) })
  }
  const { ok: isOpen } = await SIDE.links.tryVerify(child, request as { perm: Perm })
  if (isOpen ? outcome !== 'ok' : child === token) throw disagreement({ token, outcome, child, isOpen })
}

function mutate(pool: readonly string[], text: string, { mutations, reading, token }: BytesCase): string {
  let bytes = [...Buffer.from(text)]
  for (const [kind, place, value] of mutations) {
    const at = place % (bytes.length + 1)
    const other = place % Math.max(bytes.length, 1)
    const changed: readonly (() => number[])[] = [
      () => bytes.with(other, (bytes[other] as number) ^ (1 << (value & 7))),
      () => bytes.with(other, value),
      () => bytes.with(other, Buffer.from('ABab01._~-')[value % 10] as number),
      () => bytes.toSpliced(at, 0, value),
      () => bytes.toSpliced(at, 1 + (value % 3)),
      () => bytes.with(other, bytes[value % bytes.length] as number),
      () => bytes.slice(0, at),
      () => bytes.toSpliced(at, 0, ...bytes.slice(at, at + value)),
      () => [...bytes.slice(0, at), ...Buffer.from(pool[(token + value) % pool.length] as string).subarray(at)],
      () => [...Buffer.from(pool[(token + value) % pool.length] as string).subarray(0, at), ...bytes.slice(at)],
    ]
    if (bytes.length > 0) bytes = (changed[kind] as () => number[])()
  }
  const all = Buffer.from(bytes)
  if (reading > 1) return all.toString()
  return reading === 1
    ? all.toString('latin1')
    : all.toString('latin1').replace(/[\x80-\xff]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x80))
}

function signAgain(text: string): string {
  const signed = text.slice(0, Math.max(text.lastIndexOf('.'), 0))
  return withMac(signed, signed.startsWith('1b') ? BOUND : undefined, SIDE.spec)
}

/** How many of the tokens are accepted as they are. */
export async function acceptedOriginals(): Promise<{ accepted: number; of: number }> {
  const pool = await makePool()
  let accepted = 0
  for (const [i, token] of pool.entries()) {
    const fileId = IDS[Math.floor(i / 8) % 6] as string
    const outcome = await compare(SIDE, token, { ...REQUEST, ...(token.includes('.t') && { fileId }) }, NOW)
    if (outcome === 'ok') accepted++
  }
  return { accepted, of: pool.length }
}
