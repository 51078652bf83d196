import { type LinkRequest, type NarrowOptions, narrow, type SignOptions } from 'daypass'
import { createManagedLinks, type LinkStore, type ManagedLinks } from 'daypass/managed'
import { disagreement } from './disagreement.ts'
import { KEY, NOW } from './fixtures.ts'
import {
  chainOf,
  createManagedModel,
  isAboutFile,
  isAboutFolder,
  type ManagedModel,
  type ModelLink,
  SKEW,
} from './managed-model.ts'
import {
  type Changing,
  type History,
  POLICIES,
  REFS,
  type Restriction,
  type Revoking,
  type Signing,
  type Using,
} from './managed-steps.ts'

/** A store that histories run on. */
export interface TestedStore {
  /** `clock` is that of the servers, which the histories move. */
  readonly make: (clock: () => number) => LinkStore | Promise<LinkStore>
  /** The clock of the store, if it is not that of the servers: theirs begins at the same time. */
  readonly clock?: () => number
}

interface Scene {
  readonly servers: readonly ManagedLinks[]
  readonly model: ManagedModel
  readonly links: ModelLink[]
  now: number
}

const PROCESS = `${process.pid}.${Date.now()}`
let purposes = 0

/**
 * Two servers and the model go through a history. Throws if they differ, or if a law does not apply: what is accepted with state is
 * accepted by signature and conditions alone; what a child is accepted for, its parent is accepted for. `seen` counts what happened.
 */
export async function runHistory(steps: History, tested: TestedStore, seen: Map<string, number>): Promise<void> {
  const scene = await createScene(tested)
  const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
  for (const step of steps) {
    note('steps')
    if (step.type === 'wait') scene.now += step.milliseconds
    else if (step.type === 'sign') sign(scene, step)
    else if (step.type === 'policy') await changePolicy(scene, step)
    else if (scene.links.length === 0) continue
    else if (step.type === 'narrow') narrowLink(scene, pickLink(scene.links, step.link), step.restriction)
    else if (step.type === 'revoke') await revoke(scene, step)
    else for (const outcome of await use(scene, step)) note(outcome)
  }
}

async function createScene({ make, clock: storeClock }: TestedStore): Promise<Scene> {
  let scene: Scene | undefined
  const start = storeClock?.() ?? NOW
  const clock = (): number => scene?.now ?? start
  const store = await make(clock)
  // A purpose of its own, in a store that may be shared and may last.
  const purpose = `laws.${PROCESS}.${purposes++}`
  const join = (): ManagedLinks => createManagedLinks({ keys: [KEY], purpose, store, clock, skew: `${SKEW}s` })
  const servers = [join(), join()]
  for (const server of servers) await server.ready()
  // Longer than the second in which the store was born.
  scene = { servers, model: createManagedModel(purpose, clock, storeClock ?? clock), links: [], now: start + 10_000 }
  return scene
}

function sign(
  scene: Scene,
  { server, isPlain, fileId, isTree, perms: names, ttl, start, ref, policy, uses }: Signing,
): void {
  const { servers, model, links, now } = scene
  const notBefore = start === undefined ? now : now + start * 1000
  const options: SignOptions = {
    ...(isTree && { scope: 'tree' }),
    ...(start !== undefined && { notBefore: new Date(notBefore) }),
    ...(ref !== undefined && { ref }),
  }
  const end = new Date(notBefore + ttl * 1000)
  const twin = model.sign(fileId, names, end, options)
  const same = { twin, parent: undefined, fileId, ref }
  if (isPlain) {
    links.push({ ...same, token: twin, policy: undefined, uses: undefined, issuedAt: undefined })
    return
  }
  const on = pick(servers, server)
  const state = { ...(policy !== undefined && { policy }), ...(uses !== undefined && { uses }) }
  const token = on.sign(fileId, names, end, { ...options, ...state })
  links.push({ ...same, token, policy, uses, issuedAt: Number(on.inspect(token).issuedAt) / 1000 })
}

function narrowLink({ links, now }: Scene, parent: ModelLink, given: Restriction): void {
  const options = narrowOptions(given, now)
  // Seven times, so that the twin can be narrowed once more, by a policy.
  if (Object.keys(options).length === 0 || chainOf(parent).length > 7) return
  links.push({ ...parent, parent, token: narrow(parent.token, options), twin: narrow(parent.twin, options) })
}

function narrowOptions({ perms: names, ttl, fileId, isTree }: Restriction, now: number): NarrowOptions {
  return {
    ...(names !== undefined && { perms: names }),
    ...(ttl !== undefined && { ttl: new Date(now + ttl * 1000) }),
    ...(fileId !== undefined && { fileId, ...(isTree && { scope: 'tree' as const }) }),
  }
}

async function changePolicy(scene: Scene, { server, name: chosen, to }: Changing): Promise<void> {
  const on = pick(scene.servers, server)
  const name = pick(POLICIES, chosen)
  if (to !== undefined) {
    const options = narrowOptions(to, scene.now)
    await on.setPolicy(name, options)
    scene.model.setPolicy(name, options)
    return
  }
  // Nobody is told how far the mark on its name reaches. A minute later, no link is issued ahead of the clock any more, which another
  // server than the one that signed it cannot know; a minute after it, the clock is beyond the mark.
  scene.now += 60_000
  await on.deletePolicy(name)
  scene.model.setPolicy(name, undefined)
  scene.model.mark(scene.now / 1000, (link) => link.policy === name)
  scene.now += 60_000
}

async function revoke({ servers, model, links, now }: Scene, { server, link: chosen, by, fileId, name }: Revoking) {
  const on = pick(servers, server)
  const link = pickLink(links, chosen)
  if (by === 'token' || by === 'linkId') {
    const { token } = link
    await on.revoke(by === 'token' ? { token } : { linkId: on.inspect(token).linkId })
    model.revokeLink(link)
    return
  }
  const [ref, policy] = [pick(REFS, name), pick(POLICIES, name)]
  const [subject, isAbout] = (
    {
      file: [{ fileId }, (one, asked) => isAboutFile(fileId, one, asked)],
      folder: [{ fileId, scope: 'tree' }, (one, asked) => isAboutFolder(fileId, one, asked)],
      ref: [{ ref }, (one) => one.ref === ref],
      policy: [{ policy }, (one) => one.policy === policy],
      all: [{ all: true }, () => true],
    } as const satisfies Record<string, readonly [object, Parameters<ManagedModel['mark']>[1]]>
  )[by]
  const { until } = await on.revoke(subject)
  const second = until.getTime() / 1000 - 1
  if (second < now / 1000 + SKEW) throw disagreement({ by, until, now })
  model.mark(second, isAbout)
}

/** Asks about a link and all its ancestors without counting, and then uses the link as the step says. */
async function use({ servers, model, links, now }: Scene, step: Using): Promise<readonly string[]> {
  const { server, link: chosen, perm, claim, count } = step
  const on = pick(servers, server)
  const link = pickLink(links, chosen)
  const fileId = step.fileId === 'own' ? link.fileId : step.fileId
  const request: LinkRequest<'read' | 'write'> = {
    ...(fileId !== undefined && { fileId }),
    ...(perm !== undefined && { perm }),
  }
  const claimed = claim === undefined ? {} : { claim }
  const chain = chainOf(link)
  const looks = []
  for (const one of chain) looks.push((await on.tryVerify(one.token, { ...request, ...claimed, count: false })).code)
  for (const [i, code] of looks.entries()) {
    const { code: expected, isAllowed } = model.verify(chain[i] as ModelLink, request, claim, false)
    if (code !== expected) throw disagreement({ what: 'look', code, expected, step, now, link: chain[i] })
    if (code === undefined && !isAllowed) throw disagreement({ what: 'state gave access', step, now, link: chain[i] })
    if (code === undefined && i > 0 && looks[i - 1] !== undefined)
      throw disagreement({ what: 'not monotone', step, now, looks })
  }
  const { code, grant } = await on.tryVerify(link.token, { ...request, ...claimed, count })
  const { code: expected } = model.verify(link, request, claim, count)
  if (code !== expected || (code === undefined) !== (grant !== undefined))
    throw disagreement({ what: 'use', code, expected, step, now, link })
  // A look and the use that follows agree.
  if (code !== looks.at(-1)) throw disagreement({ what: 'look and use', code, look: looks.at(-1), step, now, link })
  return [code ?? 'accepted', ...(chain.length > 1 && code === undefined ? ['child accepted'] : [])]
}

function pick<T>(all: readonly T[], index: number): T {
  return all[index % all.length] as T
}

/** One of the last five, mostly, so that links are used more than once. */
function pickLink(links: readonly ModelLink[], index: number): ModelLink {
  const recent = index % 4 === 0 ? links.length : Math.min(links.length, 5)
  return links[links.length - 1 - (index % recent)] as ModelLink
}
