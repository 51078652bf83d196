// npm run bench                    everything, on this Node: table, bench/results/node-<major>.json, bench/results/verify.svg
// npm run bench -- --quick         the same within 30 seconds, rough; writes a file only where --json names one
// npm run bench -- --json FILE     the figures as JSON, under stable names
// npm run bench -- --all-nodes     on Node 20, 22, 24 and 26, one after the other, and bench/results/table.md
import { fork, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  BENCH,
  describeMachine,
  ensureBuild,
  ensureDependencies,
  ensureNode,
  RESULTS,
  ROOT,
  say,
  versionOf,
} from './lib/environment.mjs'
import { drawPicture } from './report/picture.mjs'
import { markdownTable, printTable } from './report/table.mjs'

const MAJORS = [20, 22, 24, 26]
const PICTURED = 24
const GROUPS = ['size', 'import', 'verify', 'sign', 'guard', 'scale', 'hostile', 'managed', 'heap']
const PEERS = [
  'fast-jwt',
  'jsonwebtoken',
  'jose',
  'cookie-signature',
  '@hapi/iron',
  'signed',
  '@azure/storage-blob',
  '@aws-sdk/s3-request-presigner',
]

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    'all-nodes': { type: 'boolean', default: false },
  },
})

ensureDependencies()
ensureBuild()
mkdirSync(RESULTS, { recursive: true })
if (flags['all-nodes']) runOnAllNodes()
else await runHere()

async function runHere() {
  const result = await measureAll()
  process.stdout.write(printTable(result))
  const file = flags.json ?? (flags.quick ? undefined : resultFile(process.versions.node.split('.')[0]))
  if (file !== undefined) writeFileSync(resolve(file), `${JSON.stringify(result, null, 2)}\n`)
  if (!flags.quick) writeFileSync(join(RESULTS, 'verify.svg'), drawPicture(result))
}

function runOnAllNodes() {
  const results = MAJORS.map((major) => {
    const file = resultFile(major)
    const quick = flags.quick ? ['--quick'] : []
    const { status } = spawnSync(ensureNode(major), [fileURLToPath(import.meta.url), '--json', file, ...quick], {
      stdio: 'inherit',
    })
    if (status !== 0) throw new Error(`the bench failed on Node ${major}`)
    return JSON.parse(readFileSync(file, 'utf8'))
  })
  writeFileSync(join(RESULTS, 'table.md'), markdownTable(results))
  writeFileSync(join(RESULTS, 'verify.svg'), drawPicture(results[MAJORS.indexOf(PICTURED)]))
}

async function measureAll() {
  const measured = []
  for (const group of GROUPS) {
    say(`Node ${process.versions.node}: ${group}`)
    measured.push(await measureInChild(group))
  }
  const merged = (part) => Object.assign({}, ...measured.map((result) => result[part]))
  return {
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    quick: flags.quick,
    machine: describeMachine(),
    peers: Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])),
    figures: merged('figures'),
    nanoseconds: merged('nanoseconds'),
    notes: merged('notes'),
  }
}

function measureInChild(group) {
  // Peers warn about their own options and about the age of Node; what matters of that is in the table.
  // A young generation of 128 MB for the figure of allocation alone, since a larger one is faster too.
  const young = group === 'heap' ? ['--min-semi-space-size=128', '--max-semi-space-size=128'] : []
  const execArgv = ['--expose-gc', '--no-warnings', ...young]
  const child = fork(join(BENCH, 'worker.mjs'), [group, flags.quick ? 'quick' : 'full'], { execArgv })
  return new Promise((done, fail) => {
    child.on('message', done)
    child.on('error', fail)
    child.on('exit', (status) =>
      fail(new Error(`the measurement "${group}" ended with status ${status} and no result`)),
    )
  })
}

function resultFile(major) {
  return join(RESULTS, `node-${major}.json`)
}
