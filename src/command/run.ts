import { createRequire } from 'node:module'
import { EXIT } from './exit.ts'
import { type Failure, toFailure, usage } from './failure.ts'
import { parseGiven } from './given.ts'
import { commandHelp, verbHelp } from './help.ts'
import { type Io, write } from './io.ts'
import { nearestName } from './nearest-name.ts'
import { printFailure, printOutcome } from './print.ts'
import { VERBS } from './verbs.ts'

/** Runs the command with its arguments, and gives its exit status. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const isJson = args.includes('--json')
  try {
    return await dispatch(args, io, isJson)
  } catch (error) {
    // A reader that went away: there is nobody to tell.
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return EXIT.done
    const failure: Failure = toFailure(error)
    await printFailure(failure, io, isJson)
    return failure.exit
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io, isJson: boolean): Promise<number> {
  if (name === undefined) {
    await write(io.stderr, `${commandHelp()}\n`)
    return EXIT.usage
  }
  if (name === '--version') {
    await write(io.stdout, `${createRequire(import.meta.url)('daypass/package.json').version}\n`)
    return EXIT.done
  }
  if (name === '--help' || name === '-h' || name === 'help') return await help(rest, io)
  return await runVerb(name, rest, io, isJson)
}

async function help([name]: readonly string[], io: Io): Promise<number> {
  await write(io.stdout, `${name === undefined ? commandHelp() : verbHelp(name, await loadVerb(name))}\n`)
  return EXIT.done
}

async function runVerb(name: string, args: readonly string[], io: Io, isJson: boolean): Promise<number> {
  const verb = await loadVerb(name)
  const given = parseGiven(args, verb.flags)
  if (given.has('help')) return await help([name], io)
  const { min, max } = verb.positionals
  const count = given.positionals.length
  if (count < min || count > max) {
    throw usage(`${count < min ? 'an argument is missing' : 'too many arguments'}: daypass ${name} ${verb.synopsis}`)
  }
  const outcome = await verb.run(given, io)
  if (outcome === undefined) return EXIT.done
  await printOutcome(outcome, io, isJson)
  return outcome.refusal === undefined ? EXIT.done : EXIT.refused
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
