import type { ManagedLinks } from 'daypass/managed'
import { NARROW_FLAGS, narrowOptionsOf } from '../condition-flags.ts'
import { refused, usage } from '../failure.ts'
import { LINKS_FLAGS } from '../links-flags.ts'
import { nearestName } from '../nearest-name.ts'
import { showTerms } from '../show-terms.ts'
import { STORE_FLAGS } from '../store-flags.ts'
import type { Outcome, Verb } from '../verb.ts'
import { withManaged } from '../with-managed.ts'

const ACTIONS = ['set', 'get', 'delete'] as const

export const policy: Verb = {
  synopsis: '(set | get | delete) NAME --store STORE [option…]',
  about: 'Sets a policy to what its links are narrowed to, prints it, or deletes it, which revokes its links.',
  flags: { ...NARROW_FLAGS, ...STORE_FLAGS, ...LINKS_FLAGS },
  positionals: { min: 2, max: 2 },
  examples: [
    'daypass policy set auditors --ttl 3d --perm read --store redis://127.0.0.1:6379',
    'daypass policy get auditors --store sqlite:links.db --json',
  ],
  run: async (given, io) => {
    const [action = '', name = ''] = given.positionals
    if (!isAction(action)) {
      const nearest = nearestName(action.slice(0, 24), ACTIONS)
      throw usage(`policy takes set, get or delete${nearest === undefined ? '' : `; did you mean ${nearest}?`}`)
    }
    const stray = Object.keys(NARROW_FLAGS).find((flag) => given.has(flag))
    if (action !== 'set' && stray !== undefined) throw usage(`--${stray} needs policy set`)
    if (action === 'set' && stray === undefined)
      throw usage('policy set needs an option that restricts something; see --help')
    const options = narrowOptionsOf(given)
    return await withManaged(given, io, undefined, async (managed) => {
      if (action === 'set') await managed.setPolicy(name, options)
      if (action !== 'delete') return await readPolicy(managed, name)
      await managed.deletePolicy(name)
      return { text: 'deleted', json: {} }
    })
  },
}

function isAction(text: string): text is (typeof ACTIONS)[number] {
  return (ACTIONS as readonly string[]).includes(text)
}

async function readPolicy(managed: ManagedLinks<string>, name: string): Promise<Outcome> {
  const found = await managed.getPolicy(name)
  if (found === undefined) throw refused('no-policy', 'there is no policy of this name')
  const { ttl, ...others } = found
  return { text: showTerms({ ...others, expiresAt: ttl }, Date.now()), json: { policy: found } }
}
