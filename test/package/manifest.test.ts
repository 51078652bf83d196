import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT } from './support/staging.ts'

interface LockedPackage {
  readonly integrity?: string
  readonly resolved?: string
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}

// Plain JavaScript without declarations: a computed specifier keeps the compiler from asking for them.
const script = new URL('../../scripts/complete-lock.mjs', import.meta.url).href
const { missingPlatforms } = (await import(script)) as {
  missingPlatforms: (lock: { packages: object }) => Record<string, LockedPackage>
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

  it('is a version that the changelog knows', () => {
    const changelog = readFileSync(join(PROJECT, 'CHANGELOG.md'), 'utf8')
    expect(changelog).toMatch(new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}( |$)`, 'm'))
  })
})

describe('package-lock.json', () => {
  const { packages } = read('package-lock.json')
  const { '': own, ...others } = packages

  it('says the same of dependencies as package.json', () => {
    expect(own.devDependencies).toEqual(read('package.json').devDependencies)
    expect(own).not.toHaveProperty('dependencies')
  })

  it('pins every package by its hash, and none by an address', () => {
    const entries = Object.entries<LockedPackage>(others)
    expect(entries.length).toBeGreaterThan(50)
    const loose = entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
    // Those that scripts/complete-lock.mjs adds are for other platforms alone: neither CI nor a release installs one.
    const isHere = ({ os, cpu, libc }: LockedPackage): boolean => {
      return [os ?? 'linux', cpu ?? 'x64', libc ?? 'glibc'].flat().join() === 'linux,x64,glibc'
    }
    expect(loose.filter(([, locked]) => locked.optional !== true || isHere(locked)).map(([name]) => name)).toEqual([])
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([])
  })

  it('has the packages of every platform, without which npm ci refuses it; else: node scripts/complete-lock.mjs', () => {
    expect(missingPlatforms({ packages })).toEqual({})
    const { 'node_modules/@biomejs/cli-darwin-arm64': one, ...fewer } = packages
    expect(missingPlatforms({ packages: fewer })).toMatchObject({
      'node_modules/@biomejs/cli-darwin-arm64': {
        version: one.version,
        os: ['darwin'],
        cpu: ['arm64'],
        optional: true,
      },
    })
  })

  it('has packages for development alone', () => {
    const entries = Object.entries<{ dev?: boolean; devOptional?: boolean }>(others)
    expect(entries.filter(([, { dev, devOptional }]) => !dev && !devOptional).map(([name]) => name)).toEqual([])
  })
})
