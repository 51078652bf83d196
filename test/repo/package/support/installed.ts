import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT } from '../../../support/project.ts'

const run = promisify(execFile)

/** A folder in which the package is installed as built from what stands here now, beside the packages of the project. */
export interface Installed {
  readonly folder: string
  /** Folder of the built entries. */
  readonly dist: string
  /** Runs a program there, and gives what it printed. */
  readonly node: (file: string, source: string) => Promise<string>
  readonly remove: () => Promise<void>
}

/** @param flags further ones of tsup: types take most of the time */
export async function installBuilt(...flags: readonly string[]): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-'))
  const dist = join(folder, 'node_modules/daypass/dist')
  await mkdir(dist, { recursive: true })
  await run(process.execPath, [join(PROJECT, 'node_modules/tsup/dist/cli-default.js'), '--out-dir', dist, ...flags], {
    cwd: PROJECT,
  })
  await copyFile(join(PROJECT, 'package.json'), join(dist, '../package.json'))
  for (const name of ['express', 'koa']) {
    await symlink(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name))
  }
  return {
    folder,
    dist,
    node: async (file, source) => {
      await writeFile(join(folder, file), source)
      return (await run(process.execPath, [join(folder, file)])).stdout
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
