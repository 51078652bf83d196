// Redis and PostgreSQL for the bench, in a process of their own, as the tests start them. They end when the parent disconnects.
import { isPostgresThere, startPostgres } from '../../test/support/servers/postgres.ts'
import { isRedisThere, startRedis } from '../../test/support/servers/redis.ts'

if (!isRedisThere || !isPostgresThere) throw new Error('the bench of stores needs redis-server and postgresql')
// As an application would run it: what is acknowledged survives a loss of power.
const [redis, postgres] = await Promise.all([startRedis(), startPostgres(['fsync=on'])])
process.on('disconnect', async () => {
  await Promise.all([redis.stop(), postgres.stop()])
  process.exit()
})
process.send?.({ redis: redis.url, postgres: postgres.url })
