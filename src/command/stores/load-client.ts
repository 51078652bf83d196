import { createRequire } from 'node:module'
import { join } from 'node:path'
import { codeOf, missing } from '../failure.ts'

/** Loads the first of some packages that is installed in the project of `folder`; undefined if none is. */
export function loadClient(
  names: readonly string[],
  folder: string,
): { readonly name: string; readonly module: unknown } | undefined {
  // Of the project that the command runs in: daypass has no dependencies, and `npx` may have put it elsewhere.
  const require = createRequire(join(folder, 'package.json'))
  const name = names.find((one) => isInstalled(require, one))
  if (name === undefined) return undefined
  try {
    return { name, module: require(name) }
  } catch (error) {
    throw missing(`the package ${name} is installed, and cannot be loaded (${codeOf(error)})`)
  }
}

/** @throws Failure that says what to install */
export function requireClient(
  names: readonly string[],
  folder: string,
): { readonly name: string; readonly module: unknown } {
  const client = loadClient(names, folder)
  if (client !== undefined) return client
  throw missing(
    `this store needs a client library in the current folder: npm install ${names.join(', or npm install ')}`,
  )
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}
