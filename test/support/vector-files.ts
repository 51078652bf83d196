import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VectorFiles } from '../spec/make-vectors/vector-files.ts'
import { PROJECT } from './project.ts'

const FOLDER = join(PROJECT, 'test/spec/vectors')

/** All vectors that are there, by the name of their file. */
export const vectorFiles: VectorFiles = Object.fromEntries(
  readdirSync(FOLDER).map((name) => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(join(FOLDER, name), 'utf8')).vectors,
  ]),
) as VectorFiles
