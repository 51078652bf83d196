import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const read = (path: string) => JSON.parse(readFileSync(join(PROJECT, path), 'utf8'))

describe('package.json', () => {
  const manifest = read('package.json')

  it('has no dependency at run time, of any kind', () => {
    const kinds = [
      'dependencies',
      'peerDependencies',
      'optionalDependencies',
      'bundleDependencies',
      'bundledDependencies',
    ]
    expect(kinds.filter((kind) => kind in manifest)).toEqual([])
  })

  it('runs no script on the machine that installs it', () => {
    const hooks = /^(?:(?:pre|post)?install|(?:pre|post)?prepare|dependencies|(?:pre|post)?uninstall)$/
    expect(Object.keys(manifest.scripts).filter((name) => hooks.test(name))).toEqual([])
  })

  it('names the repository, its README and its issues, all at one address', () => {
    const { homepage, bugs, repository } = manifest
    const address = homepage.replace('#readme', '')
    expect(new URL(address).protocol).toBe('https:')
    expect(bugs).toEqual({ url: `${address}/issues` })
    expect(repository).toEqual({ type: 'git', url: `git+${address}.git` })
  })

  it('is a version that the changelog knows', () => {
    const changelog = readFileSync(join(PROJECT, 'CHANGELOG.md'), 'utf8')
    expect(changelog).toMatch(new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}( |$)`, 'm'))
  })
})

describe('package-lock.json', () => {
  const { packages } = read('package-lock.json')
  const { '': own, ...others } = packages

  it('lists the same dependencies as package.json', () => {
    expect(own.devDependencies).toEqual(read('package.json').devDependencies)
    expect(own).not.toHaveProperty('dependencies')
  })

  it('has packages for development alone', () => {
    const entries = Object.entries<LockedPackage>(others)
    expect(entries.filter(([, { dev, devOptional }]) => !dev && !devOptional).map(([name]) => name)).toEqual([])
  })
})

/** Every folder with a lock file. */
const FOLDERS = [
  '.',
  'bench',
  'examples/dicom',
  'examples/hls',
  'examples/recipes',
  'test/slow/runtimes',
  'tools/api-reference',
  'tools/mutation',
  'tools/package-checks',
]

// If a registry lacks a package for another platform, npm leaves out its entry and never adds it later: remove the entries without
// a hash, and run `npm install --package-lock-only --ignore-scripts` in a copy of the folder without `node_modules`.
describe.each(FOLDERS)('the lock file of %s', (folder) => {
  const { '': _, ...packages } = read(join(folder, 'package-lock.json')).packages as Record<string, LockedPackage>
  const entries = Object.entries(packages)

  it('pins every package by its hash, those of other platforms too, and none by an address', () => {
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual([])
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([])
  })

  it('has the packages of every platform, without which `npm ci` refuses it', () => {
    const wanted = entries.flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ parent, name })),
    )
    expect(wanted.filter(({ parent, name }) => !isLocked(packages, parent, name))).toEqual([])
  })
})

/** Whether Node would find `name` from the folder `parent`. */
function isLocked(packages: object, parent: string, name: string): boolean {
  const folders = parent.split(/(?=\/node_modules\/)/)
  return ['', ...folders.map((_, i) => `${folders.slice(0, i + 1).join('')}/`)].some((folder) => {
    return Object.hasOwn(packages, `${folder}node_modules/${name}`)
  })
}
