import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fleet } from './fleet.ts'

/** An answer, whose server decided between two instants. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  /** Which of the servers answered. */
  readonly server: number
  readonly from: number
  readonly to: number
}

/** Asks servers as a load balancer would: if no connection holds, the next one is asked. */
export interface Client {
  /** Answer of `server`, or of one after it; undefined if none gave one. */
  readonly ask: (server: number, path: string) => Promise<Answer | undefined>
  /** How many connections failed so far. */
  readonly failedConnections: () => number
  readonly close: () => void
}

const ROUNDS = 5
/** Milliseconds after which a server counts as gone. */
const PATIENCE = 15_000

export function createClient({ members }: Fleet): Client {
  const agent = new Agent({ keepAlive: true })
  let failed = 0
  return {
    ask: async (first, path) => {
      for (let i = 0; i < ROUNDS * members.length; i++) {
        const server = (first + i) % members.length
        const from = Date.now()
        try {
          const answer = await fetchJson(agent, members[server]?.port as number, path)
          return { ...answer, server, from, to: Date.now() }
        } catch {
          failed++
          await sleep(10)
        }
      }
      return undefined
    },
    failedConnections: () => failed,
    close: () => agent.destroy(),
  }
}

function fetchJson(agent: Agent, port: number, path: string): Promise<Pick<Answer, 'status' | 'body'>> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent, timeout: PATIENCE }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode as number, body: parse(text) }))
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', reject)
  })
}

/** Members of a JSON object; none if the text is not one, such as Express's own page for an error. */
function parse(text: string): Answer['body'] {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
