import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT } from './support/staging.ts'

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
    const entries = Object.entries<{ integrity?: string; resolved?: string }>(others)
    expect(entries.length).toBeGreaterThan(50)
    expect(entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([name]) => name)).toEqual([])
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([])
  })

  it('has packages for development alone', () => {
    const entries = Object.entries<{ dev?: boolean; devOptional?: boolean }>(others)
    expect(entries.filter(([, { dev, devOptional }]) => !dev && !devOptional).map(([name]) => name)).toEqual([])
  })
})
