import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'

const FILE = fileURLToPath(new URL('api.ts', import.meta.url))
const MARKER = '@ts-expect-error'

/** What the compiler says of a text in the place of `api.ts`, with the project's own settings: line numbers and messages. */
function complaints(text: string): ReadonlyMap<number, string> {
  const { config } = ts.readConfigFile(`${PROJECT}/tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [FILE] }, ts.sys, PROJECT)
  // Not its subject, and half of the time.
  const host = ts.createCompilerHost({ ...options, skipLibCheck: true })
  const read = host.readFile
  host.readFile = (name) => (name === FILE ? text : read(name))
  const program = ts.createProgram([FILE], { ...options, skipLibCheck: true }, host)
  const source = program.getSourceFile(FILE)
  return new Map(
    ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const line = file !== undefined && file === source ? source.getLineAndCharacterOfPosition(start).line + 1 : 0
      return [line, ts.flattenDiagnosticMessageText(messageText, '\n')]
    }),
  )
}

it('what must not compile does not, and all else does', () => {
  const text = readFileSync(FILE, 'utf8')
  const wrong = text.split('\n').flatMap((line, i) => (line.trim().startsWith(`// ${MARKER}`) ? [i + 2] : []))
  expect(wrong.length).toBeGreaterThan(70)
  // Without the markers every error comes out, where it is: a marker could also hide another error than the one meant.
  const found = complaints(text.replaceAll(MARKER, 'expected'))
  expect([...found.keys()].sort((a, b) => a - b)).toEqual(wrong)
  // Each is about types: a name that is not found, or a slip of syntax, would be an error without being the one meant.
  const slips = [...found.values()].filter((message) => /Cannot find name|expected\.$/.test(message))
  expect(slips).toEqual([])
})
