// Adds to package-lock.json the optional packages for other platforms that a registry did not have when it was written: `npm ci`
// refuses a lock file without them, on every platform. Run after `npm install`: node scripts/complete-lock.mjs [FOLDER]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// As in names such as @rollup/rollup-linux-arm-musleabihf, @biomejs/cli-win32-x64 and @deno/linux-arm64-glibc.
const PLATFORM =
  /[-/](android|darwin|freebsd|linux|openbsd|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-([a-z]+))?$/

/**
 * The entries that a lock file lacks, by their paths in it. They have no hash: nobody was asked for one.
 * @throws Error where an optional package is missing whose name says no platform
 */
export function missingPlatforms({ packages }) {
  const missing = {}
  for (const [parent, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isLocked(packages, parent, name)) continue
      const [, os, cpu, abi = ''] = PLATFORM.exec(name) ?? []
      if (os === undefined) throw new Error(`${parent} needs ${name}, which names no platform`)
      const libc = os === 'linux' ? (abi.startsWith('musl') ? 'musl' : 'glibc') : undefined
      const entry = { version, cpu: [cpu], dev: true, ...(libc && { libc: [libc] }), optional: true, os: [os] }
      missing[`node_modules/${name}`] = entry
    }
  }
  return missing
}

/** Whether Node would find `name` from the folder `parent`. */
function isLocked(packages, parent, name) {
  const folders = parent === '' ? [''] : ['', ...parent.split(/(?=\/node_modules\/)/)]
  return folders.some((_, i) => {
    const folder = folders.slice(1, i + 1).join('')
    return `${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages
  })
}

function main(path) {
  const lock = JSON.parse(readFileSync(path, 'utf8'))
  const missing = missingPlatforms(lock)
  const byPath = ([a], [b]) => (a < b ? -1 : 1)
  const packages = Object.fromEntries(Object.entries({ ...lock.packages, ...missing }).sort(byPath))
  writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
  console.log(`${path}: ${Object.keys(missing).length} added`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  main(join(process.argv[2] ?? '.', 'package-lock.json'))
