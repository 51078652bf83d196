// Writes test/spec/vectors/*.json: npx tsx test/spec/make-vectors.ts
// Tokens are made by test/spec/make-vectors/signer.ts, which knows HMAC and nothing of the grammar; what must come of each is
// said by hand beside it. Nothing here asks the library.
import { writeFileSync } from 'node:fs'
import { accepted } from './make-vectors/accepted.ts'
import { macs } from './make-vectors/macs.ts'
import { managed } from './make-vectors/managed.ts'
import { narrowings } from './make-vectors/narrowings.ts'
import { nonAscii } from './make-vectors/non-ascii.ts'
import { refused } from './make-vectors/refused.ts'
import { signed } from './make-vectors/signed.ts'
import { signedManaged } from './make-vectors/signed-managed.ts'
import type { VectorFiles } from './make-vectors/vector-files.ts'

const made: VectorFiles = {
  accepted,
  refused,
  'non-ascii': nonAscii,
  sign: signed,
  'sign-managed': signedManaged,
  managed,
  narrow: narrowings,
  mac: macs,
}

/** The files by name, as they must stand in test/spec/vectors. */
export const files: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(made).map(([name, vectors]) => [
    `${name}.json`,
    `${JSON.stringify({ format: 'daypass token format, version 1', vectors }, undefined, 2)}\n`,
  ]),
)

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(new URL(`./vectors/${name}`, import.meta.url), text)
  }
}
