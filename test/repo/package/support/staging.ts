import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT } from '../../../support/project.ts'

const run = promisify(execFile)

/** A file of the package, as `npm pack --json` tells. */
export interface PackedFile {
  readonly path: string
  readonly size: number
}

/** What was built and packed in a folder of its own, so that nothing else is in the way. */
export interface Packed {
  readonly folder: string
  readonly tarball: string
  readonly files: readonly PackedFile[]
}

/** Copies what a release is made of, and some of what must stay out of it. The compilers are those of the project. */
export async function copySources(from: string = PROJECT): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-release-'))
  const entries = await readdir(from, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  for (const name of [...names, 'src', 'examples']) await cp(join(from, name), join(folder, name), { recursive: true })
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Builds and packs in the folder, by the commands that a release uses; `more` are options of the build. */
export async function buildAndPack(folder: string, more: readonly string[] = []): Promise<Packed> {
  await run('npm', ['run', 'build', '--', ...more], { cwd: folder })
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts'], { cwd: folder })
  const [{ filename, files }] = JSON.parse(stdout)
  return { folder, tarball: join(folder, filename), files }
}

/** An empty project that has installed the tarball, and nothing else, without a network. */
export async function installAlone({ tarball }: Packed): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-consumer-'))
  await run('npm', ['init', '--yes'], { cwd: folder })
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder })
  return folder
}

export async function remove(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
}
