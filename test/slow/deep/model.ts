import { isDeepStrictEqual } from 'node:util'
import { createLinks, narrow } from 'daypass'
import fc from 'fast-check'
import { askedLink, askedServer, OWN_PERM } from '../../support/asked-links.ts'
import { SECRET } from '../../support/fixtures.ts'
import { type Ask, ask, requestOf } from '../../support/near-misses.ts'
import { type AskedLink, type AskedServer, type Decision, modelOf } from '../../support/reference-model.ts'
import { disagreement } from './support/scene.ts'

/** The property of `test/properties/model.test.ts` for runtimes without a test runner: library and model agree on acceptance, code and grant. */
export function modelProperty(asks: number): fc.IProperty<[AskedLink, AskedServer, Ask[]]> {
  const all = fc.array(ask, { minLength: asks, maxLength: asks })
  return fc.property(askedLink, askedServer, all, (link, server, asked) => {
    let clock = 0
    const token = tokenOf(link)
    const { tryVerify } = createLinks({ keys: [keyOf(link)], perms: [OWN_PERM], ...server, clock: () => clock })
    const decide = modelOf(link, server)
    for (const one of asked) {
      const { request, now } = requestOf(one, link, server)
      clock = now
      const actual = inModelsWords(tryVerify(token, request as Parameters<typeof tryVerify>[1]))
      const expected = decide(request, now)
      if (!isDeepStrictEqual(actual, expected)) throw disagreement({ token, request, now, actual, expected })
    }
  })
}

function inModelsWords(result: ReturnType<ReturnType<typeof createLinks>['tryVerify']>): Decision {
  if (!result.ok) return { ok: false, code: result.code }
  const { keyId: _, expiresAt, notBefore, response, upload = {}, ...rest } = result.grant
  const { minBytes = 0, maxBytes = Infinity } = upload
  const times = { expires: expiresAt.getTime() / 1000, start: notBefore && notBefore.getTime() / 1000 }
  // The model has no response headers: any that the library gave would be a difference.
  return {
    ok: true,
    grant: { tree: undefined, ref: undefined, ...rest, ...(response && { response }), ...times, minBytes, maxBytes },
  }
}

function tokenOf(link: AskedLink): string {
  const { fileId, perms, ttl, options, at, maxTtl } = link
  const { sign } = createLinks({ keys: [keyOf(link)], perms: [OWN_PERM], maxTtl, clock: () => at })
  const real = Date.now
  try {
    return link.narrowings.reduce(
      (token, step) => {
        Date.now = () => step.at // the clock of holders
        return narrow(token, step.options)
      },
      sign(fileId, perms as Parameters<typeof sign>[1], ttl, options),
    )
  } finally {
    Date.now = real
  }
}

function keyOf({ verifyUntil }: AskedLink): { id: string; secret: Uint8Array; verifyUntil?: Date } {
  return { id: 'k1', secret: SECRET, ...(verifyUntil !== Infinity && { verifyUntil: new Date(verifyUntil) }) }
}
