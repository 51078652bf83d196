import { isString, normalizeValue } from '../values/check.ts'
import { normalizeOptions } from '../values/options.ts'

/**
 * The name of a table out of the options of a store. It goes into SQL as it is, in double quotes, so it is letters, digits and underscores
 * alone; 40 of them leave room for what is appended to it (PostgreSQL cuts names off at 63 bytes).
 *
 * @param hasSchema whether a schema may come before it, with a dot
 * @throws TypeError if the options are not a plain object with a string; RangeError if the name has another form
 */
export function readTable(options: object, what: string, hasSchema = false): string {
  const { table = 'daypass' } = normalizeOptions(options, ['table'], what)
  const form = hasSchema ? /^(?:[a-z_]\w{0,39}\.)?[a-z_]\w{0,39}$/i : /^[a-z_]\w{0,39}$/i
  const wanted = `1 to 40 letters, digits and underscores, not beginning with a digit${hasSchema ? ', after a schema of that form and a dot, or none' : ''}`
  return normalizeValue(table, isString, `${what}: table`, wanted, (name) => form.test(name))
}
