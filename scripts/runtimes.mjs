// Runs the vectors, the property tests and the contract of stores from the built package on every runtime, and writes the table in
// test/slow/runtimes/results.md. Versions are pinned in test/slow/runtimes/package.json; all is installed into .runtimes.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.runtimes')
const modules = join(folder, 'node_modules')
const require = createRequire(join(folder, 'package.json'))
const LIBC = process.platform === 'linux' ? '-glibc' : ''

install()
build()
await bundle()

const RUNTIMES = [
  ...['20', '22', '24', '26'].map((major) => ({ name: 'Node.js', command: [node(major), 'node.mjs'] })),
  { name: 'Bun', command: [inPackages('@oven', 'bin/bun'), 'node.mjs'] },
  {
    name: 'Deno',
    command: [inPackages('@deno', 'deno'), 'run', '--allow-all', '--node-modules-dir=manual', 'node.mjs'],
  },
  { name: 'workerd', command: [node('22'), 'workerd.mjs'] },
]

const rows = RUNTIMES.map(tryOn)
const table = [
  '| runtime | version | vectors | property cases | `crypto.hash` | stores | result |',
  '|---|---|---|---|---|---|---|',
  ...rows.map(({ cells }) => `| ${cells.join(' | ')} |`),
].join('\n')
console.log(`\n${table}`)
for (const { name, failures } of rows) for (const failure of failures) console.log(`\n${name}: ${failure}`)
if (rows.some(({ failures }) => failures.length > 0)) process.exit(1)
writeFileSync(
  join(root, 'test/slow/runtimes/results.md'),
  `${table}\n\nWritten by \`npm run test:runtimes\` (${process.platform} ${process.arch}).\n`,
)

function install() {
  const pinned = ['package.json', 'package-lock.json']
  const isInstalled = pinned.every((name) => {
    const copy = join(folder, name)
    return (
      existsSync(copy) && readFileSync(copy, 'utf8') === readFileSync(join(root, 'test/slow/runtimes', name), 'utf8')
    )
  })
  if (isInstalled && existsSync(modules)) return
  mkdirSync(folder, { recursive: true })
  for (const name of pinned) copyFileSync(join(root, 'test/slow/runtimes', name), join(folder, name))
  console.log('installing the runtimes')
  // Their binaries stand in packages of their own: no script has to fetch or place them.
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}

/** Puts the package there as it would be installed, from what stands here now. */
function build() {
  const target = join(modules, 'daypass')
  mkdirSync(target, { recursive: true })
  const tsup = [
    join(root, 'node_modules/tsup/dist/cli-default.js'),
    '--out-dir',
    join(target, 'dist'),
    '--no-dts',
    '--silent',
  ]
  execFileSync(process.execPath, tsup, { cwd: root, stdio: 'inherit' })
  copyFileSync(join(root, 'package.json'), join(target, 'package.json'))
}

/** One bundle for all: fast-check, the vectors and the properties in it, the package itself left out. */
async function bundle() {
  const vectors = Object.fromEntries(
    readdirSync(join(root, 'test/spec/vectors')).map((name) => [
      name.replace('.json', ''),
      JSON.parse(readFileSync(join(root, 'test/spec/vectors', name), 'utf8')).vectors,
    ]),
  )
  await require('esbuild').build({
    stdin: {
      contents: `import { run } from './suite.ts'\nexport default () => run(${JSON.stringify(vectors)})`,
      resolveDir: join(root, 'test/slow/runtimes'),
    },
    outfile: join(folder, 'suite.mjs'),
    bundle: true,
    format: 'esm',
    target: 'es2023',
    platform: 'node',
    external: ['daypass', 'daypass/*'],
    // Without the paths of tsconfig.json, which lead to src.
    tsconfigRaw: {},
    logLevel: 'warning',
  })
  writeFileSync(
    join(folder, 'node.mjs'),
    `import run from './suite.mjs'
const version = globalThis.Bun?.version ?? globalThis.Deno?.version.deno ?? process.versions.node
console.log('RESULT ' + JSON.stringify({ version, ...(await run()) }))
`,
  )
  copyFileSync(join(root, 'test/slow/runtimes/workerd.mjs'), join(folder, 'workerd.mjs'))
}

function node(major) {
  return require.resolve(`node-${major}-${process.platform}-${process.arch}/bin/node`)
}

/** The binary in the one package of a scope that npm installed for this platform. */
function inPackages(scope, file) {
  const own = readdirSync(join(modules, scope)).filter((name) => !name.includes('musl'))
  const name = own.find((one) => one.endsWith(LIBC)) ?? own[0]
  return join(modules, scope, name, file)
}

function tryOn({ name, command: [file, ...args] }) {
  console.log(`running on ${name}`)
  const { stdout, stderr, status, error } = spawnSync(file, args, { cwd: folder, encoding: 'utf8', timeout: 900_000 })
  const line = /^RESULT (.*)$/m.exec(stdout ?? '')?.[1]
  if (line === undefined) {
    const said = `${error?.message ?? ''} ${stderr} ${stdout}`.trim().slice(-2000)
    return { name, cells: [name, '?', '', '', '', '', `exit ${status}`], failures: [said] }
  }
  const { version, vectors, cases, oneShot, stores, failures } = JSON.parse(line)
  const result = failures.length === 0 ? 'all pass' : `${failures.length} failed`
  return {
    name: `${name} ${version}`,
    cells: [name, version, vectors, cases.toLocaleString('en'), oneShot, stores.join(', '), result],
    failures,
  }
}
