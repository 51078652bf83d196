import { isDeepStrictEqual } from 'node:util'
import { createLinks, type Key, narrow } from 'daypass'
import fc from 'fast-check'
import { askedLink, askedServer, OWN_PERM } from '../support/asked-links.ts'
import { disagreement } from '../support/disagreement.ts'
import { KEY } from '../support/fixtures.ts'
import { type Ask, ask, requestOf } from '../support/near-misses.ts'
import { type AskedLink, type AskedServer, allowsType, type Decision, modelOf } from '../support/reference-model.ts'

const TRIED_TYPES = ['image/png', 'image/jpeg', 'image/x', 'text/plain', 'text/x', 'imagex/png', 'video/mp4']

/**
 * Library and reference model agree on acceptance, code and grant, whatever is signed, narrowed and asked. Needs no test
 * runner: it also runs on runtimes that have none. `seen` counts the outcomes.
 */
export function modelProperty(
  asks: number,
  seen: Map<string, number>,
): fc.IAsyncProperty<[AskedLink, AskedServer, readonly Ask[]]> {
  const all = fc.array(ask, { minLength: asks, maxLength: asks })
  return fc.asyncProperty(askedLink, askedServer, all, async (link, server, asked) => {
    let clock = 0
    const token = await tokenOf(link)
    const { tryVerify } = createLinks({ keys: [keyOf(link)], perms: [OWN_PERM], ...server, clock: () => clock })
    const decide = modelOf(link, server)
    for (const one of asked) {
      const { request, now } = requestOf(one, link, server)
      clock = now
      const result = await tryVerify(token, request as Parameters<typeof tryVerify>[1])
      const actual = inModelsWords(result)
      const expected = decide(request, now)
      const outcome = expected.ok ? 'ok' : expected.code
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
      if (!isDeepStrictEqual(actual, expected)) throw disagreement({ token, request, now, actual, expected })
      if (result.ok) checkTypes(result.grant.upload?.contentTypes, link)
    }
  })
}

/** The grant in the words of the model, which has no response headers: any that the library gave would be a difference. */
function inModelsWords(result: ReturnType<ReturnType<typeof createLinks>['tryVerify']>): Decision {
  if (!result.ok) return { ok: false, code: result.code }
  const { keyId: _, expiresAt, notBefore, response, upload = {}, ...rest } = result.grant
  const { minBytes = 0, maxBytes = Infinity } = upload
  const times = { expires: expiresAt.getTime() / 1000, start: notBefore && notBefore.getTime() / 1000 }
  return {
    ok: true,
    grant: { tree: undefined, ref: undefined, ...rest, ...(response && { response }), ...times, minBytes, maxBytes },
  }
}

/** The model has no list of media types that all authors allow: types are tried instead. */
function checkTypes(types: readonly string[] | undefined, link: AskedLink): void {
  for (const type of TRIED_TYPES) {
    const isAllowed = types === undefined || types.some((own) => own === type || own === type.replace(/\/.*/, '/*'))
    if (isAllowed !== allowsType(link, type)) throw disagreement({ link, type, isAllowed })
  }
}

async function tokenOf(link: AskedLink): Promise<string> {
  const { fileId, perms, ttl, options, at, maxTtl } = link
  const { sign } = createLinks({ keys: [keyOf(link)], perms: [OWN_PERM], maxTtl, clock: () => at })
  const real = Date.now
  try {
    let token = await sign(fileId, perms as Parameters<typeof sign>[1], ttl, options)
    for (const step of link.narrowings) {
      Date.now = () => step.at // the clock of holders
      token = await narrow(token, step.options)
    }
    return token
  } finally {
    Date.now = real
  }
}

function keyOf({ verifyUntil }: AskedLink): Key {
  return { ...KEY, ...(verifyUntil !== Infinity && { verifyUntil: new Date(verifyUntil) }) }
}
