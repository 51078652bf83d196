/** Options as they were at the moment of reading, to be checked one by one. */
export type Options<Name extends string> = { readonly [N in Name]?: unknown }

/** No options at all: a call without any costs nothing. */
export const NO_OPTIONS: Options<never> = Object.freeze(Object.create(null))

/**
 * Reads a closed set of options: own properties only, each once. An unknown name, or a known one that is `undefined`, throws:
 * a misspelt or missing condition must not turn into a link without it (laravel/framework#38111 and kin).
 * @throws TypeError if `value` is not a plain object, or has such a property
 */
export function normalizeOptions<Name extends string>(
  value: unknown,
  names: readonly Name[],
  what: string,
): Options<Name> {
  if (!isPlainObject(value)) throw new TypeError(`${what} must be a plain object`)
  const options: { [N in Name]?: unknown } = Object.create(null)
  for (const name of Object.getOwnPropertyNames(value)) {
    if (!(names as readonly string[]).includes(name)) throw unknownName(what, name, names)
    const member: unknown = (value as Record<string, unknown>)[name]
    if (member === undefined) throw new TypeError(`${what}: ${name} is undefined; leave it out instead`)
    options[name as Name] = member
  }
  return options
}

/**
 * Accepts plain objects of any realm. Entries of a Map and accessors of a class are not own properties and would be ignored
 * silently, so other objects are refused.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype === Object.prototype) return true
  // By what it has, since each realm has its own Object.prototype, and a class that extends null has a prototype without one too.
  return prototype === null || Object.hasOwn(prototype, 'isPrototypeOf')
}

/** The error for a name that is not known. */
export function unknownName(what: string, name: string, known: Iterable<string>): TypeError {
  return new TypeError(`${what}: unknown name${quote(name)}; known are ${[...known].join(', ')}`)
}

/** ` "name"`, if it is too short to be a secret that was passed by mistake; otherwise nothing. */
export function quote(name: string): string {
  return /^\w{1,24}$/.test(name) ? ` "${name}"` : ''
}
