import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const BENCH = join(ROOT, 'bench')
export const RESULTS = join(BENCH, 'results')

/** Installs what the bench compares with, unless the versions of its lock file are there. */
export function ensureDependencies() {
  const installed = join(BENCH, 'node_modules', '.package-lock.json')
  if (existsSync(installed) && modified(installed) >= modified(join(BENCH, 'package-lock.json'))) return
  say('installing the peers')
  npm('ci', '--prefix', BENCH, '--ignore-scripts', '--no-audit', '--no-fund')
}

/** Builds the library unless what was built is newer than every source. */
export function ensureBuild() {
  const built = join(ROOT, 'dist', 'index.js')
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true }).map((name) => join(ROOT, 'src', name))
  const newest = Math.max(...sources.map(modified))
  if (existsSync(built) && modified(built) > newest) return
  say('building the library')
  npm('run', 'build', '--prefix', ROOT, '--silent')
}

/** Path of a Node binary of that major version, installed on demand. */
export function ensureNode(major) {
  const system = platform() === 'win32' ? 'win' : platform()
  // What the package `node` installs by a script; taken directly, no script has to run.
  const name = `node-${system}-${arch()}`
  const folder = join(BENCH, '.nodes', String(major))
  const binary = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node')
  if (!existsSync(binary)) {
    say(`installing Node ${major}`)
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund']
    npm('install', '--prefix', folder, '--no-save', '--no-package-lock', ...quiet, `${name}@${major}`)
  }
  return binary
}

/** What the figures were taken on. */
export function describeMachine() {
  const processors = cpus()
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    platform: `${platform()} ${arch()}`,
  }
}

/** Version of a package that is installed in `folder`. */
export function versionOf(name, folder = BENCH) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
}

/** Progress goes to stderr: stdout has the table alone. */
export function say(text) {
  process.stderr.write(`bench: ${text}\n`)
}

function modified(path) {
  return statSync(path).mtimeMs
}

function npm(...args) {
  // stdout of npm would mix with the table.
  const { status } = spawnSync('npm', args, { stdio: ['ignore', 2, 2], shell: platform() === 'win32' })
  if (status !== 0) throw new Error(`npm ${args[0]} failed`)
}
