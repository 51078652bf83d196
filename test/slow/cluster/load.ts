import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../../../examples/cluster/cluster.ts'
import { type HeldLink, heldLink, outcomeWithin } from '../rotation-under-fire/outcome.ts'
import type { PlannedKey } from '../rotation-under-fire/planned-key.ts'
import { ANSWERS, emptyTally, type Right, type Tally } from './tally.ts'

/** Holders of links, and those who make and revoke them, without a pause. */
export interface Load {
  /** The keys that are being published: what is right is judged by them. */
  readonly expect: (keys: readonly PlannedKey[]) => void
  /** Waits for the last answers. */
  readonly cease: () => Promise<Tally>
}

interface Link extends HeldLink {
  /** When it began to be revoked, and when that was acknowledged. */
  revoking?: number
  revoked?: number
}

/** Milliseconds between bursts. */
const PAUSE = 25
/** More wait for no answer at a time: a slow machine is asked less, and not buried. */
const MOST_WAITING = 64
/** Links that ended longer ago are let go. */
const MEMORY = 20_000
const FILES = ['a.txt', 'b.txt', 'c.txt']

/** `random` gives numbers from 0 up to 1; `maxTtl` is in seconds. */
export function openLoad(cluster: Cluster, maxTtl: number, random: () => number): Load {
  const agent = new Agent({ keepAlive: true })
  const tally = emptyTally()
  const ends = new Map<string, number>()
  let links: Link[] = []
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

  /** Asks a process; if it is restarting, the next one. */
  const order = async (path: string, right: number): Promise<string | undefined> => {
    const first = Math.floor(random() * cluster.members.length)
    let last = ''
    for (let i = 0; i < 40; i++) {
      const member = cluster.members[(first + i) % cluster.members.length]
      const answer = await ask(agent, `${member}${path}`, 'POST').catch((error) => ({ status: 0, text: String(error) }))
      if (answer.status === right) return answer.text
      last = `${answer.status} ${answer.text}`
      if (answer.status !== 0) break
      await sleep(25)
    }
    tally.failed.push(`${path.replace(/\?.*/, '')}: ${last}`)
    return undefined
  }
  const make = async (uses = ''): Promise<Link | undefined> => {
    const file = oneOf(FILES)
    const token = await order(`/links?file=${file}&ttl=${2 + Math.floor(random() * (maxTtl - 1))}${uses}`, 200)
    return token === undefined ? undefined : heldLink(token, file, 0)
  }
  const add = async (): Promise<void> => {
    const link = await make()
    if (link === undefined) return
    tally.made++
    links.push(link)
  }
  const rightFor = (link: Link, from: number, to: number): Right | undefined => {
    const right = outcomeWithin(link, ends.get(link.keyId) ?? Number.POSITIVE_INFINITY, from, to)
    if (right !== 'allowed' || link.revoking === undefined || link.revoking > to) return right
    return link.revoked !== undefined && link.revoked < from ? 'revoked' : undefined
  }
  const revoke = async (link: Link): Promise<void> => {
    const now = Date.now()
    // A token that has ended, or whose key is gone, cannot be revoked any more.
    if (rightFor(link, now, now + 3000) !== 'allowed') return
    link.revoking = now
    if ((await order(`/revocations?token=${link.token}`, 204)) === undefined) return
    link.revoked = Date.now()
    tally.revoked++
  }
  const get = async (link: Link, headers = {}): Promise<{ shown: string; from: number; to: number }> => {
    const from = Date.now()
    const { status, text } = await ask(
      agent,
      `${cluster.origin}/files/${link.file}?token=${link.token}`,
      'GET',
      headers,
    )
    const to = Date.now()
    tally.slowest = Math.max(tally.slowest, to - from)
    if (status === 200) return { shown: text === `content of ${link.file}` ? '200' : '200 of another file', from, to }
    return { shown: `${status} ${/"code":"([\w-]+)"/.exec(text)?.[1] ?? ''}`, from, to }
  }
  const use = async (link: Link): Promise<void> => {
    const { shown, from, to } = await get(link)
    const right = rightFor(link, from, to)
    if (right === undefined) {
      tally.undecided++
      return
    }
    tally.asked[right]++
    if (shown === ANSWERS[right]) return
    const said = `${right}, answered ${shown}, key ${link.keyId}, at ${from - link.expires} ms of its expiry`
    if (shown.startsWith('200')) tally.accepted.push(said)
    else if (right === 'allowed') tally.refused.push(said)
    else tally.other.push(said)
  }
  /** Several holders of one link for one use, at the same time. */
  const race = async (): Promise<void> => {
    const link = await make('&uses=1')
    if (link === undefined) return
    const claims = [1, 2, 3].map((i) => ({ 'Idempotency-Key': `${link.token.slice(-20)}-claim-${i}` }))
    const answers = await Promise.all(claims.map((headers) => get(link, headers)))
    if (answers.some(({ from, to }) => rightFor(link, from, to) !== 'allowed')) return
    tally.counted++
    const shown = answers.map((answer) => answer.shown).toSorted()
    if (shown.join() !== '200,410 used-up,410 used-up') tally.miscounted.push(shown.join())
  }

  const waiting = new Set<Promise<void>>()
  const start = (task: () => Promise<void>): void => {
    if (waiting.size >= MOST_WAITING) return
    const running = task().catch((error) => void tally.refused.push(`no answer: ${error}`))
    waiting.add(running)
    running.finally(() => waiting.delete(running))
  }
  let ceased = false
  const burn = async (): Promise<void> => {
    while (!ceased) {
      const now = Date.now()
      links = links.filter(({ expires }) => expires > now - MEMORY)
      for (let i = 0; i < 2; i++) start(add)
      if (links.length > 0) {
        for (let i = 0; i < 8; i++) start(() => use(oneOf(links)))
        if (random() < 0.3) start(() => revoke(oneOf(links)))
      }
      if (random() < 0.1) start(race)
      await sleep(PAUSE)
    }
  }
  const burning = burn()
  return {
    expect: (keys) => {
      for (const { id, verifyUntil } of keys) if (verifyUntil !== undefined) ends.set(id, verifyUntil * 1000)
    },
    cease: async () => {
      ceased = true
      await burning
      await Promise.all(waiting)
      agent.destroy()
      return tally
    },
  }
}

function ask(agent: Agent, url: string, method: string, headers = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers, timeout: 30_000 }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('error', reject)
      answer.on('data', (data) => {
        text += data
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer'))).on('error', reject)
    sent.end()
  })
}
