import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { createKey, type Key } from 'daypass'

/**
 * Where the key of an example is kept: beside the project, where git ignores it, or at home where that would lie in the served folder.
 * @throws Error where both would
 */
export function keyFileFor(folder: string, places: readonly string[] = [process.cwd(), homedir()]): string {
  const place = places.find((candidate) => !isWithin(folder, candidate))
  if (place === undefined)
    throw new Error(`the key would lie in the folder that is served, ${folder}: serve a smaller one`)
  return join(place, '.daypass-keys.json')
}

/** The keys in a file, which is made with one new key where there is none. Nobody but its owner may read it. */
export function keysFromFile(path: string): readonly Key[] {
  try {
    writeFileSync(path, `${JSON.stringify([createKey()])}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    chmodSync(path, 0o600)
  }
  return JSON.parse(readFileSync(path, 'utf8')) as readonly Key[]
}

function isWithin(folder: string, place: string): boolean {
  const path = relative(resolve(folder), resolve(place))
  return path !== '..' && !path.startsWith(`..${sep}`) && resolve(folder, path) === resolve(place)
}
