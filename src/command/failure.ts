import { EXIT, type Exit } from './exit.ts'

/** Why the command ends without a result. The message never shows a value from the command line, which may be a token or a secret. */
export class Failure extends Error {
  readonly exit: Exit
  readonly code: string

  constructor(exit: Exit, code: string, message: string) {
    super(message)
    this.name = 'Failure'
    this.exit = exit
    this.code = code
  }
}

export function usage(message: string): Failure {
  return new Failure(EXIT.usage, 'usage', message)
}

export function missing(message: string): Failure {
  return new Failure(EXIT.missing, 'not-found', message)
}

/** A store that is there and does not answer. */
export function silent(message: string): Failure {
  return new Failure(EXIT.missing, 'unavailable', message)
}

export function refused(code: string, message: string): Failure {
  return new Failure(EXIT.refused, code, message)
}

/** What any error means to the caller of the command. Errors of the library are told by their names: it may not be loaded. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (!(error instanceof Error)) return new Failure(EXIT.missing, 'failed', 'an unknown error')
  const code = (error as { readonly code?: unknown }).code
  if (error.name === 'LinkError') return refused(String(code), error.message)
  if (error.name === 'StoreError') return new Failure(EXIT.missing, 'unavailable', error.message)
  const isMisuse = (error instanceof TypeError || error instanceof RangeError) && code === undefined
  return isMisuse ? usage(error.message) : new Failure(EXIT.missing, 'failed', `the command failed (${codeOf(error)})`)
}

/** The code of an error of the system or of a client, such as ECONNREFUSED; otherwise its class. Its message may show anything. */
export function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : String(name ?? 'Error')
}
