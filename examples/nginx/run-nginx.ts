import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a run chooses in a configuration. */
export interface Place {
  /** Path of the configuration. */
  readonly conf: string
  /** The folder whose files nginx sends, in place of `/srv/files`. */
  readonly root: string
  /** Where nginx listens, in place of 8080. */
  readonly port: number
  /** Where the app listens, in place of 3000; further ports take the place of 3001 and so on. */
  readonly appPorts: readonly number[]
}

/** A running nginx. */
export interface Nginx {
  readonly child: ChildProcess
  /** Has its logs. Removed when nginx ends. */
  readonly prefix: string
  readonly stop: () => Promise<void>
}

const MISSING = 'There is no nginx in the PATH (/usr/sbin on Debian): apt-get install nginx-light'

// One process, which ends with the one that started it, and needs no rights: it writes only below its prefix.
const MAIN = `daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
events {}
http {
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path temp/${name};`).join('\n')}
  include front.conf;
}
`

/**
 * Starts nginx with a configuration of this folder, in a folder of its own, and resolves when it listens.
 * @throws Error with what nginx says if it does not start, or that there is no nginx
 */
export async function runNginx(place: Place): Promise<Nginx> {
  const prefix = mkdtempSync(join(tmpdir(), 'daypass-nginx-'))
  for (const folder of ['logs', 'temp']) mkdirSync(join(prefix, folder))
  symlinkSync(place.root, join(prefix, 'files')) // a path in the configuration would need escapes, which nginx does not have for `$`
  writeFileSync(join(prefix, 'nginx.conf'), MAIN)
  writeFileSync(join(prefix, 'front.conf'), configOf(place))
  const child = spawn('nginx', ['-p', prefix, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('close', () => {
    process.off('exit', kill)
    rmSync(prefix, { recursive: true, force: true })
  })
  await listening(child)
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    await closed
  }
  return { child, prefix, stop }
}

/** A configuration with other places. */
export function configOf({ conf, port, appPorts }: Place): string {
  const others = new Map([
    ['/srv/files', 'files'], // below the prefix
    ['127.0.0.1:8080', `127.0.0.1:${port}`],
    ...appPorts.map((appPort, i) => [`127.0.0.1:${3000 + i}`, `127.0.0.1:${appPort}`] as const),
  ])
  const missing = new Set(others.keys())
  const text = readFileSync(conf, 'utf8').replace(/127\.0\.0\.1:\d+|\/srv\/files/g, (found) => {
    missing.delete(found)
    return others.get(found) ?? found
  })
  if (missing.size > 0) throw new Error(`${conf} does not contain ${[...missing].join(', ')}`)
  return text
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stderr?.setEncoding('utf8').on('data', (data: string) => {
      if (output.length < 10_000) output += data
      // nginx opens its ports before it says what system it runs on.
      if (/\bOS: /.test(output)) resolve()
    })
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new Error(MISSING) : error))
    child.once('close', () => reject(new Error(output.trim())))
  })
}
