import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runs } from '../support/runs.ts'
import { withoutProgram } from '../support/without-program.ts'
import { blocks } from './python/blocks.ts'
import { type Settings, type Story, story, T } from './python/cases.ts'
import { directedHistories } from './python/directed-histories.ts'
import type { History } from './python/history.ts'
import { narrowed, sign, verified } from './python/library.ts'
import { type Lived, liveThrough, verdictsOf } from './python/live-through.ts'
import { type Python, python, runScript, startPython } from './python/python.ts'
import { randomHistory } from './python/random-histories.ts'

// examples/python is written from SPEC.md alone. If it and the library differ, one of them or the text is wrong.

describe.runIf(python)('the implementation in Python', () => {
  let peer: Python

  beforeAll(() => {
    peer = startPython()
    vi.useFakeTimers({ toFake: ['Date'] }) // a holder's durations count by the clock of the system
  })
  afterAll(() => {
    vi.useRealTimers()
    peer.end()
  })

  const theirSign = async ({ signer, terms, now }: Story): Promise<string | null> =>
    (await peer.ask({ do: 'sign', ...signer, options: terms, now })).token as string | null

  const ourNarrow = (parent: string, terms: Story['terms'], now: number): ReturnType<typeof narrowed> => {
    vi.setSystemTime(now)
    return narrowed(parent, terms)
  }

  const theirNarrow = (parent: string, options: Story['terms'], now: number): Promise<Record<string, unknown>> =>
    peer.ask({ do: 'narrow', parent, options, now })

  /** Both verifiers say the same of every use of a token; `seen` gets what they say. */
  const expectSameUses = async (token: string, uses: Story['uses'], seen: Set<string>): Promise<void> => {
    for (const { verifier, request, now } of uses) {
      const ours = verified(verifier, token, request, now)
      expect(await peer.ask({ do: 'verify', ...verifier, token, request, now })).toEqual(ours)
      seen.add(ours.ok ? 'accepted' : ours.code)
    }
  }

  const everyOutcome = [
    'accepted',
    'unknown-key',
    'bad-signature',
    'binding-required',
    'state-required',
    'not-yet-valid',
    'expired',
    'too-long-lived',
    'wrong-file',
    'permission-denied',
    'wrong-address',
    'https-required',
  ].sort()

  it('agrees with every vector', () => {
    expect(runScript('test_vectors.py')).toMatchObject({ status: 0, stderr: expect.stringMatching(/\nOK\n$/) })
  })

  it('signs the same tokens, and refuses to sign the same', async () => {
    const seen = new Set<boolean>()
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const token = sign(told.signer, told.terms, told.now)
        expect(await theirSign(told)).toBe(token)
        seen.add(token === null)
      }),
      runs(2000),
    )
    expect(seen.size).toBe(2)
  })

  it('narrows to the same tokens, and refuses to narrow the same', async () => {
    const seen = new Set<string | undefined>()
    await fc.assert(
      fc.asyncProperty(story, async ({ signer, terms, now, holders }) => {
        let token = sign(signer, terms, now)
        fc.pre(token !== null && holders.length > 0)
        for (const holder of holders) {
          const outcome = ourNarrow(token, holder, now)
          expect(await theirNarrow(token, holder, now)).toEqual(outcome)
          seen.add(outcome.error)
          token = outcome.child ?? token
        }
      }),
      runs(1000),
    )
    expect(seen).toEqual(new Set([undefined, 'refused']))
  })

  it('verifies what the library signs and narrows', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(story, async ({ signer, terms, now, holders, uses }) => {
        let token = sign(signer, terms, now)
        fc.pre(token !== null)
        for (const holder of holders) token = ourNarrow(token, holder, now).child ?? token
        await expectSameUses(token, uses, seen)
      }),
      runs(2000),
    )
    expect([...seen].sort()).toEqual(everyOutcome)
  })

  it('signs and narrows what the library verifies', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        let token = await theirSign(told)
        fc.pre(token !== null)
        for (const holder of told.holders) {
          const { child } = await theirNarrow(token, holder, told.now)
          token = (child as string | null) ?? token
        }
        await expectSameUses(token, told.uses, seen)
      }),
      runs(1000),
    )
    expect([...seen].sort()).toEqual(everyOutcome)
  })

  const settings: Settings = {
    keys: [{ id: 'k1', secret: 'ZGF5cGFzcy10ZXN0LXZlY3RvcnMtbm90LXNlY3JldCE' }],
    purpose: 'links',
    maxTtl: 604_800,
    startLeeway: 0,
  }

  it('agrees about blocks of any form under MACs that hold', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(blocks, async (texts) => {
        const { token } = await peer.ask({ do: 'seal', ...settings, blocks: texts })
        const request = { fileId: 'a', address: '192.0.2.7', secure: true }
        await expectSameUses(
          token as string,
          [
            { verifier: settings, now: T, request },
            { verifier: settings, now: T, request: {} },
          ],
          seen,
        )
        expect(await theirNarrow(token as string, { httpsOnly: true }, T)).toEqual(
          ourNarrow(token as string, { httpsOnly: true }, T),
        )
      }),
      runs(2000),
    )
    for (const outcome of ['accepted', 'malformed', 'state-required']) expect(seen).toContain(outcome)
  })

  /** Both say the same of every step of a history. */
  const expectSameHistory = async (told: History): Promise<Lived> => {
    const lived = await liveThrough(told)
    expect((await peer.ask({ do: 'history', ...told, steps: lived.steps })).outcomes).toEqual(lived.outcomes)
    return lived
  }

  it.each(directedHistories)('agrees about links with state: $name', async ({ history, gives }) => {
    expect(verdictsOf(await expectSameHistory(history))).toEqual(gives)
  })

  it('agrees about links with state in every way in which it can end', () => {
    const seen = new Set(directedHistories.flatMap(({ gives }) => gives))
    expect([...seen].sort()).toEqual(
      [
        ...['accepted', 'counted', 'claimed', 'looked-at', 'not-yet-valid', 'expired', 'wrong-file'],
        ...['permission-denied', 'https-required', 'revoked', 'used-up', 'unknown-key'],
      ].sort(),
    )
  })

  it('agrees about links with state in any order of steps', async () => {
    const sameHistory = fc.asyncProperty(randomHistory, async (told) => void (await expectSameHistory(told)))
    await fc.assert(sameHistory, runs(250))
  })

  it('agrees about tokens with a few characters changed', async () => {
    const seen = new Set<string>()
    const change = fc.record({
      at: fc.nat(2048),
      remove: fc.nat(2),
      insert: fc.string({
        unit: fc.constantFrom('.', '~', '1', 'b', 'k', 'A', '-', '_', '=', ' ', '\0'),
        maxLength: 2,
      }),
    })
    await fc.assert(
      fc.asyncProperty(
        story,
        fc.array(change, { minLength: 1, maxLength: 2 }),
        async ({ signer, terms, now, uses }, changes) => {
          let token = sign(signer, terms, now)
          fc.pre(token !== null)
          for (const { at, remove, insert } of changes) {
            const i: number = at % (token.length + 1)
            token = token.slice(0, i) + insert + token.slice(i + remove)
          }
          await expectSameUses(token, uses, seen)
          expect(await theirNarrow(token, { httpsOnly: true }, now)).toEqual(ourNarrow(token, { httpsOnly: true }, now))
        },
      ),
      runs(1000),
    )
    for (const code of ['malformed', 'unknown-key', 'bad-signature', 'binding-required']) expect(seen).toContain(code)
  })
})

if (python === undefined) it('the implementation in Python', withoutProgram('python3'))
