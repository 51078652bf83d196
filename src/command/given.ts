import { parseArgs } from 'node:util'
import { usage } from './failure.ts'
import { COMMON_FLAGS, type Flags } from './flag.ts'
import { nearestName } from './nearest-name.ts'

/** What was given on the command line of a verb. */
export interface Given {
  readonly positionals: readonly string[]
  readonly has: (name: string) => boolean
  /** The value of a flag that can be given once. */
  readonly text: (name: string) => string | undefined
  /** The values of a flag that can be given several times; undefined if it was not given. */
  readonly list: (name: string) => readonly string[] | undefined
}

/**
 * Reads a command line against a closed set of flags.
 * @throws Failure if a flag is unknown, repeated, lacks its value, or has one that it does not take
 */
export function parseGiven(args: readonly string[], flags: Flags): Given {
  const known: Flags = { ...flags, ...COMMON_FLAGS }
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type, short }]) => [name, short === undefined ? { type } : { type, short }]),
  )
  // Not strict: the messages of `parseArgs` quote what was given, and that may be a token.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, string[]>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const flag = Object.hasOwn(known, name) ? known[name] : undefined
    if (flag === undefined) throw unknownFlag(rawName, Object.keys(known))
    if (flag.type === 'boolean' && value !== undefined) throw usage(`--${name} takes no value`)
    const isValue = value !== undefined && (inlineValue || value === '-' || !value.startsWith('-'))
    if (flag.type === 'string' && !isValue) {
      throw usage(`--${name} needs a value: --${name} ${flag.value}; if it begins with "-", write --${name}=…`)
    }
    if (values.has(name) && flag.multiple === undefined) throw usage(`--${name} is given twice`)
    values.set(name, [...(values.get(name) ?? []), value ?? ''])
  }
  return {
    positionals,
    has: (name) => values.has(name),
    text: (name) => values.get(name)?.[0],
    list: (name) => values.get(name),
  }
}

function unknownFlag(rawName: string, known: readonly string[]): Error {
  // Whatever is not a plain word may be a secret in the wrong place.
  if (!/^--?[a-z][a-z-]{0,23}$/.test(rawName)) return usage('unknown option')
  const nearest = nearestName(rawName.replace(/^-+/, ''), known)
  return usage(`unknown option ${rawName}${nearest === undefined ? '' : `; did you mean --${nearest}?`}`)
}

/** The entries of a flag that takes a list: repeated, or separated by commas. */
export function entriesOf(given: Given, name: string): readonly string[] | undefined {
  return given.list(name)?.flatMap((text) => text.split(','))
}

/** @throws Failure if the value is not a whole number */
export function wholeNumberOf(given: Given, name: string): number | undefined {
  const text = given.text(name)
  if (text === undefined) return undefined
  if (!/^[0-9]{1,16}$/.test(text)) throw usage(`--${name} must be a whole number`)
  return Number(text)
}
