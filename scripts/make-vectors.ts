// Writes test/vectors/*.json: npx tsx scripts/make-vectors.ts
// Tokens are made by scripts/vectors/signer.ts, which knows HMAC and nothing of the grammar; what must come of each is
// said by hand beside it. Nothing here asks the library.
import { writeFileSync } from 'node:fs'
import { accepted } from './vectors/accepted.ts'
import { macs } from './vectors/macs.ts'
import { narrowings } from './vectors/narrowings.ts'
import { nonAscii } from './vectors/non-ascii.ts'
import { refused } from './vectors/refused.ts'
import { signed } from './vectors/signed.ts'

/** The files by name, as they must stand in test/vectors. */
export const files: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ accepted, refused, 'non-ascii': nonAscii, sign: signed, narrow: narrowings, mac: macs }).map(
    ([name, vectors]) => [
      `${name}.json`,
      `${JSON.stringify({ format: 'daypass token format, version 1', vectors }, undefined, 2)}\n`,
    ],
  ),
)

if (process.argv[1] === import.meta.filename) {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(new URL(`../test/vectors/${name}`, import.meta.url), text)
  }
}
