import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeServer } from '../../../support/servers/describe-server.ts'
import { onFreePort } from '../../../support/servers/free-port.ts'
import { isNginxThere } from '../../../support/servers/nginx.ts'
import { isRedisThere } from '../../../support/servers/redis.ts'
import { withStarted } from '../../../support/started-server.ts'

const file = 'examples/cluster/server.ts'

describeServer('the cluster', 'nginx and redis-server', isNginxThere && isRedisThere, () => {
  it('starts with one command, restarts when asked while it answers, and ends as a whole', async () => {
    const root = await mkdtemp(join(tmpdir(), 'daypass-cluster-start-'))
    await writeFile(join(root, 'a b.txt'), 'the file')
    await onFreePort((port) =>
      withStarted({ file, args: [root], port: String(port) }, 3, async ([, url], child) => {
        if (url === undefined) throw new Error('address already in use, or the next ones')
        const closed = once(child, 'close')
        let restarted = false
        child.stdout?.once('data', () => (restarted = true)).resume()
        try {
          expect(await (await fetch(url)).text()).toBe('the file')
          child.kill('SIGHUP')
          const seen = new Set<number>()
          while (!restarted) seen.add((await fetch(url)).status)
          expect([...seen]).toEqual([200])
        } finally {
          child.kill('SIGTERM')
          expect(await closed).toEqual([0, null])
        }
        await expect(fetch(url)).rejects.toThrow()
      }),
    )
    await rm(root, { recursive: true })
  })
})
