// Runs the vectors, the property tests and the contract of stores from the built package on every runtime, and those of daypass/web on every
// runtime, in a browser and in an edge route, too. Writes the tables in test/slow/runtimes/results.md. `--web` runs the second half alone, and
// writes nothing. Versions are pinned in test/slow/runtimes/package.json; all is installed into .runtimes.
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

const ON_WEB_CRYPTO = [
  ...RUNTIMES.slice(0, -1).map(({ name, command }) => ({
    name,
    command: command.with(-1, 'web-node.mjs'),
  })),
  { name: 'workerd, without flags', command: [node('22'), 'web-workerd.mjs'] },
  { name: 'Chromium', command: [node('22'), 'web-chromium.mjs'] },
  { name: 'Next.js, edge route', command: [node('22'), 'web-next.mjs'] },
]

const isWebAlone = process.argv.includes('--web')
const rows = isWebAlone ? [] : RUNTIMES.map(tryOn)
const webRows = ON_WEB_CRYPTO.map(tryOn)
const table = tableOf(
  ['runtime', 'version', 'vectors', 'property cases', '`crypto.hash`', 'stores', 'result'],
  rows.map(({ name, said, result }) => {
    const { version, vectors, cases, oneShot, stores } = said
    return [name, version, vectors, cases?.toLocaleString('en'), oneShot, stores?.join(', '), result]
  }),
)
const webTable = tableOf(
  ['runtime', 'version', 'vectors', 'property cases', 'result'],
  webRows.map(({ name, said: { version, vectors, cases }, result }) => {
    return [name, version, vectors, cases?.toLocaleString('en'), result]
  }),
)
console.log(`\n${table}\n\n${webTable}`)
for (const { name, failures } of [...rows, ...webRows]) {
  for (const failure of failures) console.log(`\n${name}: ${failure}`)
}
if ([...rows, ...webRows].some(({ failures }) => failures.length > 0)) process.exit(1)
if (!isWebAlone) {
  writeFileSync(
    join(root, 'test/slow/runtimes/results.md'),
    `${table}\n\n\`daypass/web\`, with the guard of \`daypass/http\`:\n\n${webTable}\n\nWritten by \`npm run test:runtimes\` (${process.platform} ${process.arch}).\n`,
  )
}

function tableOf(head, rows) {
  const lineOf = (cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`
  return [lineOf(head), lineOf(head.map(() => '---')), ...rows.map(lineOf)].join('\n')
}

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
  // Their binaries are in separate packages, so no script has to fetch them.
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}

/** Builds the package from the sources, and puts it where it would be installed. */
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
  const tests = join(root, 'test/slow/runtimes')
  const toWeb = () => ({ path: 'daypass/web', external: true })
  const { build } = require('esbuild')
  const common = {
    bundle: true,
    format: 'esm',
    target: 'es2023',
    external: ['daypass', 'daypass/*'],
    // Without the paths of tsconfig.json, which lead to src.
    tsconfigRaw: {},
    logLevel: 'warning',
  }
  const entryOf = (file, name) => ({
    contents: `import { ${name} } from './${file}'\nexport default () => ${name}(${JSON.stringify(vectors)})`,
    resolveDir: tests,
  })
  await build({ ...common, stdin: entryOf('suite.ts', 'run'), outfile: join(folder, 'suite.mjs'), platform: 'node' })
  const shims = ['crypto', 'util', 'net'].map((name) => [`node:${name}`, join(tests, `portable/${name}.mjs`)])
  await build({
    ...common,
    stdin: entryOf('web-suite.ts', 'runOnWebCrypto'),
    outfile: join(folder, 'web-suite.mjs'),
    platform: 'neutral',
    mainFields: ['module', 'main'],
    nodePaths: [modules],
    alias: Object.fromEntries(shims),
    // Not as an alias, which would count for daypass/http, too.
    plugins: [{ name: 'web', setup: (own) => own.onResolve({ filter: /^daypass$/ }, toWeb) }],
    inject: [join(tests, 'portable/buffer.mjs')],
  })
  for (const [file, suite] of [
    ['node.mjs', 'suite.mjs'],
    ['web-node.mjs', 'web-suite.mjs'],
  ]) {
    writeFileSync(
      join(folder, file),
      `import run from './${suite}'
const version = globalThis.Bun?.version ?? globalThis.Deno?.version.deno ?? process.versions.node
console.log('RESULT ' + JSON.stringify({ version, ...(await run()) }))
`,
    )
  }
  for (const name of ['workerd', 'web-workerd', 'web-chromium', 'web-next']) {
    copyFileSync(join(tests, `${name}.mjs`), join(folder, `${name}.mjs`))
  }
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
    const printed = `${error?.message ?? ''} ${stderr} ${stdout}`.trim().slice(-2000)
    return { name, said: { version: '?' }, result: `exit ${status}`, failures: [printed] }
  }
  const said = JSON.parse(line)
  const { failures } = said
  return { name, said, result: failures.length === 0 ? 'all pass' : `${failures.length} failed`, failures }
}
