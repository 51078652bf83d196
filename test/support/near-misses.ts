import type { LinkRequest } from 'daypass'
import fc from 'fast-check'
import { BINDINGS, PERMS } from './asked-links.ts'
import { type AskedLink, type AskedServer, askedExpiry } from './reference-model.ts'

// Requests made from what a link says with one thing changed, so that most decisions hang on one detail.

type Perm = (typeof PERMS)[number]

/** A request by reference to a link: which of its files, networks and instants, and what is changed in them. */
export const ask: fc.Arbitrary<Ask> = fc.record({
  file: fc.nat(7),
  fileChange: fc.nat(79),
  perm: fc.option(fc.constantFrom('read' as const, ...PERMS), { nil: undefined, freq: 2 }),
  network: fc.nat(7),
  addressChange: fc.nat(23),
  secure: fc.constantFrom(true, true, true, false, undefined),
  binding: fc.nat(39),
  instant: fc.nat(15),
  instantChange: fc.nat(17),
})

export interface Ask {
  readonly file: number
  readonly fileChange: number
  readonly perm: Perm | undefined
  readonly network: number
  readonly addressChange: number
  readonly secure: boolean | undefined
  readonly binding: number
  readonly instant: number
  readonly instantChange: number
}

/** The request that an `Ask` means for a link, and the instant (milliseconds) at which it comes. */
export function requestOf(ask: Ask, link: AskedLink, server: AskedServer): { request: LinkRequest<Perm>; now: number } {
  const all = [link.options, ...link.narrowings.map(({ options }) => options)]
  const files = [link.fileId, ...link.narrowings.flatMap(({ options }) => options.fileId ?? [])]
  const fileId = changeFile(pick(files, ask.file), ask.fileChange)
  const address = changeAddress(
    pick([...all.flatMap(({ addresses }) => addresses ?? []), '192.0.2.1'], ask.network),
    ask,
  )
  const boundTo = pick([undefined, '', `${link.options.boundTo}\0`, 'x'.repeat(257), ...BINDINGS], ask.binding)
  return {
    request: {
      ...(fileId !== undefined && { fileId }),
      ...(ask.perm !== undefined && { perm: ask.perm }),
      address,
      secure: ask.secure,
      boundTo: ask.binding < 8 ? boundTo : link.options.boundTo,
    },
    now: nowOf(ask, link, server),
  }
}

function changeFile(id: string, change: number): string | undefined {
  const bare = id.endsWith('/') ? id.slice(0, -1) : id
  const near = [
    undefined,
    `${bare}/`,
    `${bare}//`,
    `${bare}/x`,
    `${bare}/x/y/`,
    `${bare}x`,
    `${bare}/../x`,
    `${bare}/./x`,
    `${bare}/%2e%2E/x`,
    `${bare}/%2`,
    `${bare}\\x`,
    `${bare}/\\`,
    `/${bare}`,
    `./${bare}`,
    bare.slice(0, -1),
    bare.slice(0, bare.lastIndexOf('/')),
    bare.toUpperCase(),
    bare.normalize('NFD'),
    `${bare}/.`,
    `${bare}/..`,
    `${bare}/...`,
    `x/${bare}`,
    `${bare}/a\0`,
    `${bare}/\ud800`,
    `${bare}/${'x'.repeat(511 - bare.length)}`,
    `${bare}/${'x'.repeat(512 - bare.length)}`,
  ]
  return change < near.length ? near[change] : id
}

function changeAddress(network: string, { addressChange, perm }: Ask): string | undefined {
  const [base = '', prefix] = network.split('/')
  const dotted = base.replace('::ffff:', '')
  const v4 = /^\d+\.\d+\.\d+\.\d+$/.test(dotted)
  const bit = Number(prefix ?? (v4 ? 32 : 128)) - (v4 && base !== dotted && prefix !== undefined ? 96 : 0)
  const last = addressChange % 2 === 0 ? bit - 1 : bit
  const flipped = v4 ? flipBit(dotted, last) : base.replace(/::$/, perm === undefined ? '::1' : '::')
  const near = [
    undefined,
    'unknown',
    `${base}/32`,
    v4 ? `::ffff:${dotted}` : `${base}%eth0`,
    v4 ? `::${dotted}` : '192.0.2.1',
    v4 ? `::FFFF:${flipped}` : '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
    flipped,
    flipped,
    v4 ? flipBit(dotted, 31) : base.toUpperCase(),
  ]
  return addressChange < near.length ? near[addressChange] : base
}

function nowOf({ instant, instantChange }: Ask, link: AskedLink, server: AskedServer): number {
  const start = Math.max(...edgesOf(link, 'start'))
  const end = Math.min(...edgesOf(link, 'end'))
  if (instantChange > 6) return Math.floor((start + end) / 2)
  const limit = (server.maxTtl + 900) * 1000
  const { verifyUntil } = link
  const edges = [...edgesOf(link, 'start').map((edge) => edge - server.startLeeway * 1000), ...edgesOf(link, 'end')]
  const more = [
    start,
    end,
    askedExpiry(link) * 1000 - limit,
    start - limit,
    verifyUntil === Infinity ? end : verifyUntil,
  ]
  return Math.max(0, pick([...edges, ...more], instant) + ([-1000, -1, 0, 0, 1, 999, 1000][instantChange] ?? 0))
}

/** Starts or ends that a link was given, in milliseconds, as far as they can be read without counting. */
function edgesOf({ at, ttl, options, narrowings }: AskedLink, which: 'start' | 'end'): readonly number[] {
  const steps = [
    { at, ttl, notBefore: options.notBefore },
    ...narrowings.map((one) => ({ at: one.at, ...one.options })),
  ]
  return steps.flatMap((step) => {
    const given = which === 'end' ? step.ttl : step.notBefore
    if (given === undefined) return which === 'start' && step === steps[0] ? [at] : []
    const from = which === 'end' && step.notBefore !== undefined ? { notBefore: step.notBefore } : {}
    return [askedExpiry({ at: step.at, ttl: given, options: from }) * 1000]
  })
}

function flipBit(dotted: string, bit: number): string {
  const all = dotted.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n)
  return dottedOf(bit < 0 || bit > 31 ? all : all ^ (1n << BigInt(31 - bit)))
}

function dottedOf(all: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (all >> shift) & 255n).join('.')
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T
}
