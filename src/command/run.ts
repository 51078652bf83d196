import { createRequire } from 'node:module'
import { EXIT } from './exit.ts'
import { type Failure, toFailure, usage } from './failure.ts'
import { parseGiven } from './given.ts'
import { commandHelp, verbHelp } from './help.ts'
import { type Io, write, writeNote } from './io.ts'
import { nearestName } from './nearest-name.ts'
import { printFailure, printOutcome } from './print.ts'
import { VERBS } from './verbs.ts'

/**
 * Runs the command with its arguments, and gives its exit status.
 *
 * @param settle called with the status as soon as it is known, before anything is written: the process may end while it writes
 */
export async function run(
  args: readonly string[],
  io: Io,
  settle: (status: number) => void = () => undefined,
): Promise<number> {
  const end = args.indexOf('--')
  const isJson = args.slice(0, end === -1 ? args.length : end).includes('--json')
  let known: number = EXIT.done
  const know = (status: number): void => {
    known = status
    settle(status)
  }
  try {
    await dispatch(args, io, isJson, know)
  } catch (error) {
    const failure: Failure = toFailure(error)
    know(failure.exit)
    await printFailure(failure, io, isJson)
  }
  return known
}

type Know = (status: number) => void

async function dispatch([name, ...rest]: readonly string[], io: Io, isJson: boolean, know: Know): Promise<void> {
  if (name === undefined) {
    know(EXIT.usage)
    await writeNote(io.stderr, `${commandHelp()}\n`)
  } else if (name === '--version') {
    await write(io.stdout, `${createRequire(import.meta.url)('daypass/package.json').version}\n`)
  } else if (name === '--help' || name === '-h' || name === 'help') {
    await help(rest, io)
  } else {
    await runVerb(name, rest, io, isJson, know)
  }
}

async function help([name]: readonly string[], io: Io): Promise<void> {
  await write(io.stdout, `${name === undefined ? commandHelp() : verbHelp(name, await loadVerb(name))}\n`)
}

async function runVerb(name: string, args: readonly string[], io: Io, isJson: boolean, know: Know): Promise<void> {
  const verb = await loadVerb(name)
  const given = parseGiven(args, verb.flags)
  if (given.has('help')) return await help([name], io)
  const { min, max } = verb.positionals
  const count = given.positionals.length
  if (count < min || count > max) {
    throw usage(`${count < min ? 'an argument is missing' : 'too many arguments'}: daypass ${name} ${verb.synopsis}`)
  }
  const outcome = await verb.run(given, io)
  if (outcome === undefined) return
  know(outcome.refusal === undefined ? EXIT.done : EXIT.refused)
  await printOutcome(outcome, io, isJson)
}

async function loadVerb(name: string) {
  const entry = VERBS.get(name)
  if (entry !== undefined) return await entry.load()
  if (name.startsWith('-')) throw usage('the verb comes first: daypass VERB [argument…] [option…]')
  // Whatever is not a plain word may be a token in the wrong place.
  const nearest = nearestName(name.slice(0, 24), [...VERBS.keys()])
  const shown = /^[a-z]{1,16}$/.test(name) ? ` "${name}"` : ''
  throw usage(`unknown verb${shown}${nearest === undefined ? '; see daypass --help' : `; did you mean ${nearest}?`}`)
}
