import { type NarrowOptions, narrow } from 'daypass'
import type { ManagedLinks, ManagedSignOptions, RevokeSubject } from 'daypass/managed'
import type { History, Options, Step } from './history.ts'
import { type Scene, setScene } from './scene.ts'

type Verdict = { ok: boolean; code?: string; grant?: Record<string, unknown> }
type Outcome = string | number | null | Verdict

/** What each step of a history gives with the library, and the steps with what it chose: nonces, identities, and which token is meant. */
export interface Lived {
  readonly outcomes: readonly Outcome[]
  readonly steps: readonly Step[]
}

export async function liveThrough(told: History): Promise<Lived> {
  const scene = setScene(told)
  const { links, tokens } = scene
  await links.ready()
  const outcomes: Outcome[] = []
  const steps: Step[] = []
  for (const one of told.steps) {
    const step = 'of' in one ? { ...one, of: one.of % tokens.length } : one
    if (step.do === 'narrow' && (tokens[step.of] as string).split('~').length > 8) continue // as often as it goes
    const chosen = step.do === 'revoke' ? { ...step, subject: chosenSubject(step.subject, tokens, links) } : step
    scene.pass(step.wait)
    outcomes.push(await take(chosen, scene))
    steps.push(step.do === 'sign' ? { ...step, nonce: links.inspect(tokens.at(-1)).nonce as string } : chosen)
  }
  return { outcomes, steps }
}

/** A subject that is one of the tokens: its number, or its identity as text, since that is what an administrator has. */
function chosenSubject(subject: Options, tokens: readonly string[], links: ManagedLinks): Options {
  if (typeof subject.token === 'number') return { token: subject.token % tokens.length }
  if (typeof subject.linkId !== 'number') return subject
  return { linkId: links.inspect(tokens[subject.linkId % tokens.length]).linkId }
}

async function take(step: Step, { links, tokens, now, forget, arrange }: Scene): Promise<Outcome> {
  switch (step.do) {
    case 'sign': {
      const { fileId, perms, ttl, ...options } = step.options
      tokens.push(links.sign(fileId as string, perms as never, ttl as never, options as ManagedSignOptions))
      return tokens.at(-1) as string
    }
    case 'narrow':
      tokens.push(narrow(tokens[step.of], instants(step.options, now())))
      return tokens.at(-1) as string
    case 'revoke': {
      const { token, linkId } = step.subject
      const subject = typeof token === 'number' ? { token: tokens[token] } : step.subject
      const { until } = await links.revoke(subject as RevokeSubject)
      return token === undefined && linkId === undefined ? until.getTime() / 1000 : null
    }
    case 'policy':
      if (step.options === null) await links.deletePolicy(step.name)
      else await links.setPolicy(step.name, step.options as NarrowOptions)
      return null
    case 'verify': {
      arrange(step.meanwhile)
      const { ok, grant, code } = await links.tryVerify(tokens[step.of], step.request)
      arrange(undefined)
      return ok ? { ok, grant: inSeconds(grant) } : { ok, code }
    }
    default:
      forget()
      return null
  }
}

/** `narrow` counts durations by the clock of the system, which is not that of a history. */
function instants({ ttl, ...options }: Options, now: number): NarrowOptions {
  return ttl === undefined ? options : { ...options, ttl: new Date((Math.floor(now / 1000) + 30) * 1000) }
}

/** A grant as JSON has it: instants in seconds, and nothing that is undefined. */
function inSeconds(grant: object): Record<string, unknown> {
  const seconds = Object.entries(grant).map(([name, value]) => [
    name,
    value instanceof Date ? value.getTime() / 1000 : value,
  ])
  return JSON.parse(JSON.stringify(Object.fromEntries(seconds)))
}

/** What the verifications of a history came to, in their order: a code, or how a link was accepted. */
export function verdictsOf({ steps, outcomes }: Lived): readonly string[] {
  return steps.flatMap((step, i) => (step.do === 'verify' ? [nameOf(outcomes[i] as Verdict, step.request)] : []))
}

function nameOf({ code, grant }: Verdict, request: Options): string {
  if (code !== undefined) return code
  const uses = grant?.uses as { claimed: boolean } | undefined
  if (uses === undefined) return 'accepted'
  return request.count === false ? 'looked-at' : uses.claimed ? 'claimed' : 'counted'
}
