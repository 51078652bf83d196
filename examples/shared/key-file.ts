import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { createKey, type Key, keysFromEnv } from 'daypass'

/**
 * The file that keeps the key of an example: beside the project, git-ignored, or at home if the project is in the served folder.
 * @throws Error if both are in the served folder
 */
export function keyFileFor(folder: string, places: readonly string[] = [process.cwd(), homedir()]): string {
  const place = places.find((candidate) => !isWithin(folder, candidate))
  if (place === undefined)
    throw new Error(`the key would lie in the folder that is served, ${folder}: serve a smaller one`)
  return join(place, '.daypass-keys.json')
}

/**
 * The keys in a file. If there is no file, one is made with a new key.
 * @throws Error if others could have written or read it, or it does not contain keys
 */
export function keysFromFile(path: string): readonly Key[] {
  const text = readOwn(path) ?? create(path)
  try {
    const keys = JSON.parse(text) as readonly Key[]
    // Keys that are read this way show no secret when they are printed.
    return keysFromEnv({ DAYPASS_KEYS: keys.map(({ id, secret }) => `${id}:${secret}`).join() })
  } catch {
    // What the parser says would quote the file.
    throw new Error(`${path} holds no keys: restore it, or remove it, and a new key is made`)
  }
}

/** Text of a file that belongs to the user alone; undefined if there is no file. */
function readOwn(path: string): string | undefined {
  const file = open(path)
  if (file === undefined) return undefined
  try {
    const found = fstatSync(file)
    // Windows knows no owner and no mode here.
    const isOwn = process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o077) === 0)
    if (!found.isFile() || !isOwn) {
      throw new Error(
        `${path} must be a file of your own that is closed to others (mode 600): nobody else may know the key`,
      )
    }
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

function open(path: string): number | undefined {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants // a pipe would be waited for
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw code === 'ELOOP' ? new Error(`${path} is a symbolic link: others may choose the key through it`) : error
  }
}

/** Makes the file with one new key, complete from the first moment, since another process may start now; returns what is then in it. */
function create(path: string): string {
  const temporary = `${path}.${randomUUID()}`
  try {
    writeFileSync(temporary, `${JSON.stringify([createKey()])}\n`, { flag: 'wx', mode: 0o600 })
    linkSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
  return readOwn(path) ?? ''
}

function isWithin(folder: string, place: string): boolean {
  const [outer, inner] = [real(folder), real(place)]
  const path = relative(outer, inner)
  return path !== '..' && !path.startsWith(`..${sep}`) && resolve(outer, path) === inner
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
