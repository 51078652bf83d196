// Managed links with the store in memory, beside plain ones.
import { createManagedLinks, memoryStore } from '../../dist/managed.js'
import { FILE, keys, LIFE_SECONDS, links, PERM, REQUEST, received, token } from '../lib/fixture.mjs'
import { interleave } from '../lib/measure.mjs'
import { accepted } from '../lib/outcomes.mjs'
import { medians, ratio } from '../lib/rounds.mjs'

const MAX_USES = 1_000_000
const MANY = 10_000

/** A server that has been there for a while, so that its links are valid at once. */
async function serverOf() {
  let age = 10_000
  const clock = () => Date.now() - age
  const server = createManagedLinks({ keys, store: memoryStore({ clock }), clock })
  await server.ready()
  age = 0
  return server
}

let claims = 0
const newClaim = () => `claim-of-a-visitor-${claims++}`

/** Uses a link, and another one once it is used up. */
function userOf(server, requestOf) {
  const sign = () => received(server.sign(FILE, PERM, LIFE_SECONDS, { uses: MAX_USES }))
  let [counted, uses] = [sign(), 0]
  return async () => {
    if (uses++ === MAX_USES) [counted, uses] = [sign(), 1]
    accepted(await server.tryVerify(counted, requestOf()))
  }
}

/** Uses one link after another, so that each use is under one of the first claims of its link. */
function firstUserOf(server, count) {
  const tokens = Array.from({ length: count }, () =>
    received(server.sign(FILE, PERM, LIFE_SECONDS, { uses: MAX_USES })),
  )
  let next = 0
  return async () => {
    accepted(await server.tryVerify(tokens[next++ % count], { ...REQUEST, claim: newClaim() }))
  }
}

export async function measureManaged(effort) {
  const server = await serverOf()
  const managed = received(server.sign(FILE, PERM, LIFE_SECONDS))
  const accepts = async (text) => accepted(await server.tryVerify(text, REQUEST))
  const underNewClaim = userOf(server, () => ({ ...REQUEST, claim: newClaim() }))
  for (let i = 0; i < MANY; i++) await underNewClaim()
  const held = { ...REQUEST, claim: newClaim() }
  const contenders = {
    plain: () => links.tryVerify(token, REQUEST).ok,
    managed: () => accepts(managed),
    'plain link, managed': () => accepts(token),
    counted: userOf(server, () => REQUEST),
    'under a lease': userOf(server, () => held),
    'under the first claims': firstUserOf(server, 4096),
    'under the 10,000th claim': underNewClaim,
  }
  const times = await interleave(contenders, effort)
  return {
    figures: {
      'managed-try-verify/try-verify': ratio(times, 'managed', 'plain'),
      'managed-counted/try-verify': ratio(times, 'counted', 'plain'),
      'managed-leased/try-verify': ratio(times, 'under a lease', 'plain'),
      'managed-10000th-claim/first': ratio(times, 'under the 10,000th claim', 'under the first claims'),
    },
    notes: { managed: medians(times) },
  }
}
