import { createLinks, type Grant, LinkError, type LinkResult, type NarrowOptions, narrow } from 'daypass'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { askedLink, askedServer, EPOCH, narrowing, OWN_PERM } from '../support/asked-links.ts'
import { KEY } from '../support/fixtures.ts'
import { appendBlock } from '../support/holder.ts'
import { ask, requestOf } from '../support/near-misses.ts'
import type { AskedLink } from '../support/reference-model.ts'
import { runs } from '../support/runs.ts'

const REQUESTS = 20
const { numRuns } = runs(20_000)

type Step = { readonly options: NarrowOptions } | { readonly block: string; readonly encoding: 'utf8' | 'latin1' }

afterEach(() => {
  vi.restoreAllMocks()
})

const base64url = (text: string): string => Buffer.from(text).toString('base64url')
const time = fc.integer({ min: -1000, max: 8000 }).map((offset) => EPOCH + offset)

/** What a block may say, each written as it should be. */
const fair = fc.oneof(
  time.map((seconds) => `e${seconds}`),
  time.map((seconds) => `b${seconds - 4000}`),
  fc.constantFrom('pread', 'pread_write', 'pannotate_read', 'pcreate_write', 'padmin', 'pread_root'),
  fc.constantFrom('fa', 'fother', `g${base64url('a/b')}`, `g${base64url('a//b')}`, `g${base64url('/etc/passwd')}`),
  fc.constantFrom('fa.t', 'fb.t', 'fbb.t', `g${base64url('a/b')}.t`, `g${base64url('é')}.t`),
  fc.constantFrom(
    'ac000020018',
    'ac000020018_c633640718',
    'a0000000000',
    `a${'0'.repeat(34)}`,
    'a20010db8'.padEnd(33, '0').concat('20'),
  ),
  fc.constantFrom('h', 'l0', 'l5', 'm5', 'm9007199254740991', 'l9.m3'),
  fc.constantFrom('image/*', 'image/png', 'image/*,text/plain', 'x/y').map((types) => `k${base64url(types)}`),
)

/** What nothing but a careless or hostile hand writes. */
const foul = fc.oneof(
  time.map((seconds) => `e0${seconds}`),
  fc.constantFrom(
    'e',
    'e-1',
    'e+1793009999',
    'e1e10',
    'e0x7fffffff',
    'e179300999９',
    'e99999999999',
    'e999999999999',
    'eInfinity',
  ),
  fc.constantFrom('b0', 'b00', 'b-1', 'b1e-7', 'b'),
  fc.constantFrom(
    'pwrite_read',
    'pread_read',
    'p',
    'pREAD',
    'pread_',
    'p_',
    'pread,write',
    'p*',
    'pre\u0131ad',
    'p\u0070\u0301',
  ),
  fc.constantFrom('f', 'fa b', 'f../a', 'f%2e%2e', 'gYQ', 'gYQ==', 'gYS9j=', 'gYS9i', 'gYS9iI', 'gYS/i', 'gYS+i', 'g'),
  fc.constantFrom(
    't',
    't1',
    'g'.concat(base64url('a/')).concat('.t'),
    `g${base64url('..')}.t`,
    `g${base64url('a/../b')}.t`,
  ),
  fc.constantFrom('a', 'a_', 'aC000020018', 'ac000020118', 'ac000020018_ac00002', 'ac0000200', 'ac000020021'),
  fc.constantFrom('h1', 'hfalse', 'h0', 'l-1', 'l01', 'm1e3', 'm-5', 'm', 'k', 'kKg', `k${base64url('*/*')}`),
  fc.constantFrom('rYQ', 'NYQ', 'Di', 'Da', 'CYQ', 'EYQ', 'LZW4', 'TYS9i', 'r'),
  fc.constantFrom(
    'z',
    'zYQ',
    'i1793000000',
    'nYQ',
    'q5',
    's',
    'u9',
    'A',
    'P',
    '_',
    '-',
    '0',
    '',
    ' ',
    '\0',
    '\u0131',
    '~',
    '=',
  ),
)

const field = fc.oneof({ weight: 6, arbitrary: fair }, { weight: 1, arbitrary: foul })

const handWritten = fc.oneof(
  { weight: 8, arbitrary: fc.array(field, { minLength: 1, maxLength: 4 }).map((all) => all.sort().join('.')) },
  { weight: 1, arbitrary: fc.array(field, { maxLength: 4 }).map((all) => all.join('.')) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20, unit: fc.constantFrom(...'.~_-019aefpt\u0131é ') }) },
)

const step: fc.Arbitrary<Step> = fc.oneof(
  narrowing.map((options) => ({ options })),
  fc.record({ block: handWritten, encoding: fc.constantFrom('utf8', 'utf8', 'latin1') }),
)

describe('the law of narrowing', () => {
  it('holds: if the child is accepted, so is its parent, which gives no less', () => {
    const seen = { narrowed: 0, handWritten: 0, refused: 0 }
    const asks = fc.array(ask, { minLength: REQUESTS, maxLength: REQUESTS })
    const steps = fc.array(step, { minLength: 1, maxLength: 4 })

    fc.assert(
      fc.property(askedLink, askedServer, steps, asks, (asked, server, all, requests) => {
        vi.spyOn(Date, 'now').mockReturnValue(asked.at)
        let clock = asked.at
        const keys = [KEY]
        const { tryVerify } = createLinks({ keys, perms: [OWN_PERM], ...server, clock: () => clock })
        const tokens = chainOf(asked, all)
        // The requests lie near what any of the steps says.
        const narrowings = all.flatMap((one) => ('options' in one ? [{ at: asked.at, options: one.options }] : []))
        for (const one of requests) {
          const { request, now } = requestOf(one, { ...asked, narrowings }, server)
          clock = now
          const results = tokens.map((token) => tryVerify(token, request))
          for (const [i, parent] of results.slice(0, -1).entries()) {
            const child = results[i + 1] as LinkResult
            if (!child.ok) seen.refused++
            else {
              if (!parent.ok) expect.fail(`accepted, and its parent is ${parent.code}: ${tokens[i + 1]}`)
              expectNoMore(child.grant, parent.grant)
              seen['options' in (all[i] as Step) ? 'narrowed' : 'handWritten']++
            }
          }
        }
      }),
      { numRuns: Math.ceil(numRuns / REQUESTS) },
    )

    // The law would hold for want of a case if no child were ever accepted.
    expect(seen.narrowed).toBeGreaterThan(numRuns / 500)
    expect(seen.handWritten).toBeGreaterThan(numRuns / 500)
    expect(seen.refused).toBeGreaterThan(numRuns / 10)
  })

  it('needs no rule but the grammar: fair fields, sorted, are accepted if what they say is met', () => {
    const { sign, tryVerify } = createLinks({ keys: [KEY], clock: () => EPOCH * 1000 })
    const token = sign('a', ['read', 'write'], '1h')

    expect(tryVerify(appendBlock(token, `e${EPOCH + 60}.fa.h.m5.pread`), { fileId: 'a', secure: true }).ok).toBe(true)
  })
})

/** A link and its narrowings, each made from the one before it. */
function chainOf(asked: AskedLink, steps: readonly Step[]): string[] {
  const { fileId, perms, ttl, options, at, maxTtl } = asked
  const { sign } = createLinks({ keys: [KEY], perms: [OWN_PERM], maxTtl, clock: () => at })
  const tokens = [sign(fileId, perms as Parameters<typeof sign>[1], ttl, options)]
  for (const one of steps) {
    const parent = tokens.at(-1) as string
    tokens.push('options' in one ? narrowOrKeep(parent, one.options) : appendBlock(parent, one.block, one.encoding))
  }
  return tokens
}

/** `narrow` refuses what a careless hand wrote before; such a link stays as it is. */
function narrowOrKeep(token: string, options: NarrowOptions): string {
  try {
    return narrow(token, options)
  } catch (error) {
    if (!(error instanceof LinkError) || error.code !== 'malformed') throw error
    return token
  }
}

/** Asserts that a child gives nothing that its parent does not. */
function expectNoMore(child: Grant, parent: Grant): void {
  const { perms, expiresAt, notBefore, tree, upload = {}, depth, ...same } = child
  const {
    perms: of,
    expiresAt: end,
    notBefore: start,
    tree: folder,
    upload: limits = {},
    depth: from,
    ...rest
  } = parent
  expect(same).toEqual(rest)
  expect(of).toEqual(expect.arrayContaining([...perms]))
  expect(expiresAt.getTime()).toBeLessThanOrEqual(end.getTime())
  expect(notBefore?.getTime() ?? 0).toBeGreaterThanOrEqual(start?.getTime() ?? 0)
  expect(depth).toBeGreaterThanOrEqual(from)
  if (tree !== undefined) expect(`${tree}/`.startsWith(`${folder}/`)).toBe(true)
  expect(upload.minBytes ?? 0).toBeGreaterThanOrEqual(limits.minBytes ?? 0)
  expect(upload.maxBytes ?? Infinity).toBeLessThanOrEqual(limits.maxBytes ?? Infinity)
  const allowed = limits.contentTypes
  if (allowed !== undefined) {
    const covered = (upload.contentTypes ?? ['*/*']).filter(
      (type) => allowed.includes(type) || allowed.includes(type.replace(/\/.*/, '/*')),
    )
    expect(covered).toEqual(upload.contentTypes)
  }
}
