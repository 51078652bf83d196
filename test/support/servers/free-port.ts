import { randomInt } from 'node:crypto'

// Below the ports that systems give to connections. Redis listens at a second one in a cluster, 10,000 higher, which is below them too.
const FIRST = 15_000
const LAST = 22_000
const TRIES = 20

/**
 * Starts a server at a port that nothing else has: at one after another, as long as the server says that it is taken. A look at the port
 * beforehand would prove nothing, since another test may take it in between.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await start(randomInt(FIRST, LAST))
    } catch (error) {
      if (tries === TRIES || !/address already in use/i.test(String(error))) throw error
    }
  }
}
