import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onFreePort } from './free-port.ts'
import { startProgram } from './process.ts'

// Debian has the programs of each version in a folder of its own, which is not on the path.
const DEBIAN = '/usr/lib/postgresql'
const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
const folders = [
  ...versions.map((version) => join(DEBIAN, version, 'bin')),
  ...(process.env.PATH ?? '').split(delimiter),
]
const programs = folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))

/** Whether a PostgreSQL server is installed here. */
export const isPostgresThere: boolean = programs !== undefined

/** A PostgreSQL server of a test's own, on the loopback interface. */
export interface PostgresServer {
  readonly port: number
  readonly url: string
  /** Ends the server at once, as a crash does: what it has acknowledged is still there after `start`. */
  readonly end: () => Promise<void>
  /** Starts it again, at the same port. */
  readonly start: () => Promise<void>
  /** Ends the server, and removes its folder. */
  readonly stop: () => Promise<void>
}

/** Starts a server with an empty database. `settings` are further ones: `['max_connections=200']`. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const bin = programs as string
  const folder = await mkdtemp(join(tmpdir(), 'daypass-postgres-'))
  const user = unprivileged()
  if (user !== undefined) await chown(folder, user.uid, user.gid)
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, ...user }
  const data = join(folder, 'data')
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'daypass', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...options,
    stdio: 'pipe',
  })
  // Nothing here has to survive a loss of power.
  const fixed = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off', ...settings]
  const startAt = async (port: number) => {
    const args = ['-D', data, ...[`port=${port}`, ...fixed].flatMap((setting) => ['-c', setting])]
    return { port, ...(await startProgram(join(bin, 'postgres'), args, /ready to accept connections/, options)) }
  }
  let running = await onFreePort(startAt)
  const { port } = running
  // An immediate shutdown, which ends the processes of the connections too.
  const end = () => running.end('SIGQUIT')
  return {
    port,
    url: `postgres://daypass@127.0.0.1:${port}/postgres`,
    end,
    start: async () => {
      running = await startAt(port)
    },
    stop: async () => {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Another user to run as, since PostgreSQL refuses to run as root: that of the package, or nobody. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (name: string, kind: '-u' | '-g'): number =>
    Number(spawnSync('id', [kind, name], { encoding: 'utf8' }).stdout)
  const name = spawnSync('id', ['-u', 'postgres']).status === 0 ? 'postgres' : 'nobody'
  return { uid: idOf(name, '-u'), gid: idOf(name, '-g') }
}
