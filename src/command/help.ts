import { COMMON_FLAGS, type Flags } from './flag.ts'
import type { Verb } from './verb.ts'
import { VERBS } from './verbs.ts'

/** The help of the command. */
export function commandHelp(): string {
  const verbs = Array.from(VERBS, ([name, { about }]) => [name, about] as const)
  return `daypass: HMAC-signed, expiring file links

usage: daypass VERB [argument…] [option…]

${columns(verbs)}

daypass VERB --help explains a verb. daypass --version prints the version.
Keys are read from DAYPASS_KEYS or --keys-file. Exit status: 0 done or accepted,
1 refused, 2 wrong usage, 3 a file or store is not there.`
}

/** The help of a verb. */
export function verbHelp(name: string, { synopsis, about, flags, examples }: Verb): string {
  return `${about}

usage: daypass ${name} ${synopsis}

${columns(flagLines(flags))}

examples:
${examples.map((example) => `  ${example}`).join('\n')}`
}

function flagLines(flags: Flags): readonly (readonly [string, string])[] {
  return Object.entries<Flags[string]>({ ...flags, ...COMMON_FLAGS }).map(([name, { short, value, about }]) => {
    const both = short === undefined ? `--${name}` : `-${short}, --${name}`
    return [value === undefined ? both : `${both} ${value}`, about]
  })
}

function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length))
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
