import { isDeepStrictEqual } from 'node:util'
import { createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { askedLink, askedServer, OWN_PERM } from '../support/asked-links.ts'
import { ask, requestOf } from '../support/near-misses.ts'
import { type AskedLink, type AskedServer, allowsType, type Decision, modelOf } from '../support/reference-model.ts'
import { runs } from '../support/runs.ts'

const SECRET = 'c2VjcmV0IG9mIHRoZSByZWZlcmVuY2UgbW9kZWwsIDM'
const TRIED_TYPES = ['image/png', 'image/jpeg', 'image/x', 'text/plain', 'text/x', 'imagex/png', 'video/mp4']
const REQUESTS = 50
const { numRuns } = runs(20_000)

afterEach(() => {
  vi.restoreAllMocks()
})

describe('library and reference model', () => {
  it('agree on acceptance, code and grant, whatever is signed, narrowed and asked', () => {
    const seen = new Map<string, number>()
    const asks = fc.array(ask, { minLength: REQUESTS, maxLength: REQUESTS })

    fc.assert(
      fc.property(askedLink, askedServer, asks, (link, server, all) => {
        const decide = modelOf(link, server)
        const verify = verifierOf(link, server)
        for (const one of all) {
          const { request, now } = requestOf(one, link, server)
          const expected = decide(request, now)
          const actual = verify(request, now)
          seen.set(codeOf(expected), (seen.get(codeOf(expected)) ?? 0) + 1)
          // Compared before it is asserted: an assertion for each of a million cases would take most of the time.
          if (!isDeepStrictEqual(actual, expected))
            expect({ request, now, actual }).toEqual({ request, now, actual: expected })
        }
      }),
      { numRuns: Math.ceil(numRuns / REQUESTS) },
    )

    // Every outcome that a well-made link can have is met, so that none of them agrees for want of a case.
    expect([...seen.keys()].sort()).toEqual([
      'bad-signature',
      'binding-required',
      'expired',
      'https-required',
      'not-yet-valid',
      'ok',
      'permission-denied',
      'too-long-lived',
      'unknown-key',
      'wrong-address',
      'wrong-file',
    ])
    expect(seen.get('ok')).toBeGreaterThan(numRuns / 100)
  })
})

function codeOf(decision: Decision): string {
  return decision.ok ? 'ok' : decision.code
}

/** The library's answer, in the words of the model. */
function verifierOf(link: AskedLink, server: AskedServer): ReturnType<typeof modelOf> {
  let clock = 0
  const token = tokenOf(link)
  const { tryVerify } = createLinks({ keys: [keyOf(link)], perms: [OWN_PERM], ...server, clock: () => clock })
  return (request, now) => {
    clock = now
    const result = tryVerify(token, request as Parameters<typeof tryVerify>[1])
    if (!result.ok) return { ok: false, code: result.code }
    const { keyId: _, expiresAt, notBefore, response, upload = {}, ...rest } = result.grant
    const { minBytes = 0, maxBytes = Infinity, contentTypes } = upload
    for (const type of TRIED_TYPES) {
      if (covers(contentTypes, type) !== allowsType(link, type)) expect.fail(`a type that differs: ${type}`)
    }
    const times = { expires: expiresAt.getTime() / 1000, start: notBefore && notBefore.getTime() / 1000 }
    // The model has no response headers: any that the library gave would be a difference.
    return {
      ok: true,
      grant: { tree: undefined, ref: undefined, ...rest, ...(response && { response }), ...times, minBytes, maxBytes },
    }
  }
}

function covers(types: readonly string[] | undefined, type: string): boolean {
  return types === undefined || types.some((own) => own === type || own === type.replace(/\/.*/, '/*'))
}

function tokenOf(link: AskedLink): string {
  const { fileId, perms, ttl, options, at, maxTtl } = link
  const { sign } = createLinks({ keys: [keyOf(link)], perms: [OWN_PERM], maxTtl, clock: () => at })
  return link.narrowings.reduce(
    (token, step) => {
      vi.spyOn(Date, 'now').mockReturnValue(step.at)
      return narrow(token, step.options)
    },
    sign(fileId, perms as Parameters<typeof sign>[1], ttl, options),
  )
}

function keyOf({ verifyUntil }: AskedLink): { id: string; secret: string; verifyUntil?: Date } {
  return { id: 'k1', secret: SECRET, ...(verifyUntil !== Infinity && { verifyUntil: new Date(verifyUntil) }) }
}
