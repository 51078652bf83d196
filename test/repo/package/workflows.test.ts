import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PROJECT } from '../../support/project.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly needs?: string
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> }
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const FOLDER = join(PROJECT, '.github/workflows')
const NAMES = readdirSync(FOLDER)
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8')
const workflow = (name: string): Workflow => parse(textOf(name))
const commandsOf = (job: Job | undefined): readonly string[] => job?.steps.flatMap(({ run }) => run ?? []) ?? []
const MANIFEST = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps)

describe.each(NAMES)('%s', (name) => {
  const { on, permissions, jobs } = workflow(name)
  const steps = stepsOf(workflow(name))

  it('pins every action by the digest of a commit, and says which version that is', () => {
    const pinned = textOf(name).match(/^ +- uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/gm)
    expect(pinned?.length).toBe(steps.filter(({ uses }) => uses !== undefined).length)
  })

  it('grants no more at the top than reading', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions)
  })

  it('writes nothing but the identity of the job that publishes', () => {
    const writes = Object.entries(jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions).flatMap(([scope, access]) =>
        access === 'read' ? [] : [`${job} ${scope} ${access}`],
      ),
    )
    expect(writes).toEqual(name === 'publish.yml' ? ['publish id-token write'] : [])
  })

  it('leaves no credentials on the disk, takes nothing from a cache, and uses no secret', () => {
    const settings = (action: string): unknown[] =>
      steps.filter(({ uses }) => uses?.startsWith(`actions/${action}@`)).map((step) => step.with)
    for (const given of settings('checkout')) expect(given).toMatchObject({ 'persist-credentials': false })
    for (const given of settings('setup-node')) expect(given).toMatchObject({ 'package-manager-cache': false })
    expect(textOf(name)).not.toMatch(/\bsecrets\b/)
  })

  it('is started by nothing that runs the code of strangers with rights of its own', () => {
    expect(Object.keys(on).filter((event) => !['push', 'pull_request', 'schedule'].includes(event))).toEqual([])
  })

  it('runs no script of a dependency', () => {
    const installs = steps.flatMap(({ run }) => run?.match(/\bnpm (?:ci|install|update)\b.*/g) ?? [])
    expect(installs.filter((command) => !command.includes(' --ignore-scripts'))).toEqual([])
  })

  it('puts nothing that others can name into a command', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([])
  })

  it('runs .ci/run before anything else', () => {
    const [first] = Object.values(jobs)
    expect(commandsOf(first)[0]).toBe('.ci/run')
    expect(statSync(join(PROJECT, '.ci/run')).mode & 0o111).toBe(0o111)
  })
})

describe('the workflows', () => {
  it('are these', () => {
    expect(NAMES.sort()).toEqual(['ci.yml', 'publish.yml', 'weekly.yml'])
  })

  it('test on every supported version of Node, on every system, and on every other runtime', () => {
    const { run, platforms, runtimes } = workflow('ci.yml').jobs
    expect(run?.strategy?.matrix).toEqual({ node: [20, 22, 24, 26] })
    expect(platforms?.strategy?.matrix).toEqual({ os: ['macos-15', 'windows-2025'] })
    expect(commandsOf(platforms)).toContain('npm run test:library')
    expect(commandsOf(runtimes)).toContain('npm run test:runtimes')
  })

  it('name tests that exist for the other systems, those of every source file among them', () => {
    const command: string = MANIFEST.scripts['test:library']
    const [, list = ''] = /^vitest run (.*)$/.exec(command) ?? []
    expect(list.split(' ')).toEqual(expect.arrayContaining(['test/unit', 'test/properties']))
    expect(list.split(' ').filter((path) => !existsSync(join(PROJECT, path)))).toEqual([])
  })

  it('run what is slow every week', () => {
    const { on, jobs } = workflow('weekly.yml')
    expect(on).toEqual({ schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }] })
    const commands = Object.values(jobs).flatMap(commandsOf)
    expect(commands).toEqual(
      expect.arrayContaining(['recipes', 'deep', 'seeds', 'rotation', 'cluster'].map((name) => `npm run test:${name}`)),
    )
  })

  it('install the servers for the seeds, which start some', () => {
    const commands = commandsOf(workflow('weekly.yml').jobs.seeds)
    const install = commands.findIndex((command) => /apt-get .*install .*redis-server postgresql/.test(command))
    expect([install >= 0, install < commands.indexOf('npm run test:seeds')]).toEqual([true, true])
  })

  it('install the servers for the cluster', () => {
    const commands = commandsOf(workflow('weekly.yml').jobs.cluster)
    const install = commands.findIndex((command) => /apt-get .*install .*redis-server nginx-light/.test(command))
    expect([install >= 0, install < commands.indexOf('npm run test:cluster')]).toEqual([true, true])
  })

  it('do not ask for programs that only .ci/run installs', () => {
    expect(NAMES.filter((name) => textOf(name).includes('DAYPASS_SKIP_NOTHING'))).toEqual([])
    expect(Object.values(MANIFEST.scripts).filter((script) => /DAYPASS_SKIP_NOTHING/.test(String(script)))).toEqual([])
  })

  it('run only scripts that exist', () => {
    const scripts = NAMES.flatMap((name) =>
      [...textOf(name).matchAll(/\bnpm run ([\w:]+)/g)].map(([, script]) => script),
    )
    expect(scripts).toContain('build')
    expect(scripts.filter((script) => !Object.hasOwn(MANIFEST.scripts, script as string))).toEqual([])
  })

  it('publish tags only, after the checks, with provenance and without scripts', () => {
    const { on, jobs } = workflow('publish.yml')
    expect(on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } })
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ['check', undefined],
      ['pack', 'check'],
      ['publish', 'pack'],
    ])
    const commands = stepsOf(workflow('publish.yml')).flatMap(
      ({ run }) => run?.match(/\bnpm (?:ci|pack|publish)\b.*/) ?? [],
    )
    expect(commands.map(String)).toEqual([
      'npm ci --ignore-scripts',
      'npm pack --ignore-scripts',
      'npm publish ./*.tgz --provenance --access public --ignore-scripts',
    ])
  })

  it('give the identity that publishes to a job that only publishes the tarball of another', () => {
    const { pack, publish } = workflow('publish.yml').jobs
    expect(publish?.permissions).toEqual({ 'id-token': 'write' })
    const actions = publish?.steps.flatMap(({ uses }) => uses?.replace(/@.*/, '') ?? [])
    expect(actions).toEqual(['actions/setup-node', 'actions/download-artifact'])
    expect(publish?.steps.flatMap(({ run }) => run ?? [])).toEqual([expect.stringMatching(/^npm publish /)])
    const nameIn = (job: Job | undefined, action: string): unknown =>
      job?.steps.find(({ uses }) => uses?.startsWith(`actions/${action}@`))?.with?.name
    expect(nameIn(publish, 'download-artifact')).toBe('tarball')
    expect(nameIn(pack, 'upload-artifact')).toBe('tarball')
  })
})

describe('.ci/run', () => {
  const script = readFileSync(join(PROJECT, '.ci/run'), 'utf8')

  it('stops at the first failure, and ends with the tests', () => {
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n(?:#.*\n)*set -euo pipefail\n/)
    expect(script.trimEnd()).toMatch(/\nnpm test$/)
  })

  it('lets no test be skipped for a missing program', () => {
    expect(script).toMatch(/\nexport CI=true DAYPASS_SKIP_NOTHING=1\nnpm test\n$/)
  })

  it('runs no script of a dependency, and names no registry', () => {
    expect(script.match(/^npm (?:ci|install|i)\b.*/gm)).toEqual([
      'npm ci --ignore-scripts --engine-strict --no-audit --no-fund',
    ])
    for (const text of [script, ...NAMES.map(textOf)]) expect(text).not.toMatch(/https?:\/\/|registry\./)
  })
})
