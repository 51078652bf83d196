import { format, inspect } from 'node:util'
import { expect } from 'vitest'

/** Twelve characters of every form in which bytes are shown, so that a part of them is recognised too. */
export function formsOf(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes)
  const list = [...bytes].join(',')
  const forms = [
    buffer.toString('base64'),
    buffer.toString('base64url'),
    buffer.toString('hex'),
    buffer.toString('latin1'),
  ]
  return [...forms, list].flatMap((form) => [form.slice(0, 12), form.slice(-16, -4)])
}

/** Everything that a log, a debugger or an error page would show of a value. */
function shownBy(value: unknown): string {
  const parts = [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    inspect(value, { depth: Number.POSITIVE_INFINITY, showProxy: true, colors: true, compact: false }),
    inspect([{ nested: new Map([['value', value]]) }], { depth: 10 }),
    format('%s %o %O', value, value, value),
    Object.prototype.toString.call(value),
  ]
  if (value instanceof Error)
    parts.push(value.message, String(value), value.stack ?? '', JSON.stringify(value), membersOf(value))
  return parts.join('\n')
}

/** All own members, hidden ones too, down the chain of prototypes. */
function membersOf(value: object): string {
  const parts: string[] = []
  for (let at: object | null = value; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Reflect.ownKeys(at)) parts.push(`${String(name)}: ${String(Reflect.get(at, name, value))}`)
  }
  return parts.join('\n')
}

/** Nothing that shows a value shows one of the secrets. */
export function expectHidden(value: unknown, secrets: readonly string[]): void {
  const shown = shownBy(value)
  // Bytes are shown with spaces and line feeds between them: "<Buffer 0b 30", "[ 11, 48 ]".
  const texts = [shown, shown.replaceAll(/\s/g, '')]
  for (const secret of secrets)
    for (const text of texts) expect(text.includes(secret), `${shown}\nshows ${secret}`).toBe(false)
}
