import { toLogText } from '../http/log-text.ts'
import type { Failure } from './failure.ts'
import { type Io, write, writeNote } from './io.ts'
import type { Outcome } from './verb.ts'

/** Writes the result alone to the standard output, and all else to the standard error output. */
export async function printOutcome(
  { text, json, notes = [], refusal }: Outcome,
  io: Io,
  isJson: boolean,
): Promise<void> {
  for (const note of notes) await writeNote(io.stderr, `daypass: ${note}\n`)
  if (refusal !== undefined) await writeNote(io.stderr, `daypass: ${refusal.message}\n`)
  if (isJson) {
    const head = refusal === undefined ? { ok: true } : { ok: false, code: refusal.code }
    await write(io.stdout, `${toJson({ ...head, ...json })}\n`)
  } else if (text !== undefined) {
    await write(io.stdout, `${text}\n`)
  }
}

/** Writes why there is no result. */
export async function printFailure({ code, message }: Failure, io: Io, isJson: boolean): Promise<void> {
  const isNamed = message.startsWith(`${code}:`) || code === 'usage'
  await writeNote(io.stderr, `daypass: ${toLogText(isNamed ? message : `${code}: ${message}`)}\n`)
  if (isJson) await write(io.stdout, `${toJson({ ok: false, code })}\n`)
}

/** JSON on one line. Control characters of a file id must not reach a terminal; as escapes they mean the same in JSON. */
function toJson(value: object): string {
  return toLogText(JSON.stringify(value))
}
