import { isDeepStrictEqual } from 'node:util'
import { createLinks, type Links } from 'daypass'
import fc from 'fast-check'
import { disagreement } from '../../support/disagreement.ts'
import { NOW, NOW_SECONDS, SECRET, SECRET_TEXT } from '../../support/fixtures.ts'
import { fitsTree } from '../../support/spec-grammar.ts'
import { fileIds, type Given, perms, someOptions, ttls } from './support/option-values.ts'

interface OptionsCase {
  readonly fileId: Given
  readonly perms: Given
  readonly ttl: Given
  readonly options: Readonly<Record<string, Given>>
  /** Whether the options are getters that give each value once and something wrong ever after. */
  readonly isOnce: boolean
}

const optionsCase: fc.Arbitrary<OptionsCase> = fc.record({
  fileId: fileIds,
  perms,
  ttl: ttls,
  options: someOptions,
  isOnce: fc.boolean(),
})

const LINKS: Links<'annotate'> = createLinks({
  keys: [{ id: 'k', secret: SECRET }],
  perms: ['annotate'],
  clock: () => NOW,
})

/** Values of any kind for `sign`: a link that says what was asked for, or the kind of error that stands in the case. */
export function optionsProperty(seen: Map<string, number>): fc.IAsyncProperty<[OptionsCase]> {
  return fc.asyncProperty(optionsCase, async (given) => {
    const expected = faultsOf(given)
    const outcome = await sign(given)
    const kind = outcome instanceof Error ? outcome.constructor.name : 'none'
    const isExpected = expected.length === 0 ? kind === 'none' : expected.includes(kind)
    if (!isExpected || !isDiscreet(outcome)) {
      throw disagreement({ given: String(JSON.stringify(given, plain)), expected, outcome: String(outcome) })
    }
    if (typeof outcome === 'string') await checkSaid(outcome, given)
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
  })
}

async function sign({ fileId, perms, ttl, options, isOnce }: OptionsCase): Promise<string | Error> {
  const object: object = {}
  for (const [name, [value]] of Object.entries(options)) {
    let reads = 0
    const once = { get: () => (reads++ === 0 ? value : Symbol('read again')) }
    Object.defineProperty(object, name, { enumerable: true, ...(isOnce ? once : { value }) })
  }
  try {
    return await LINKS.sign(fileId[0] as never, perms[0] as never, ttl[0] as never, object)
  } catch (error) {
    return error as Error
  }
}

/** Kinds of error of which one has to come; none if every value is right and they fit together. */
function faultsOf(given: OptionsCase): readonly string[] {
  const own = [given.fileId, given.perms, given.ttl, ...Object.values(given.options)].flatMap(
    ([, fault]) => fault ?? [],
  )
  return [...new Set([...own, ...(fits(given) ? [] : ['RangeError'])])]
}

/** Whether those values that are right by themselves fit together. */
function fits({ fileId, perms, ttl, options }: OptionsCase): boolean {
  const { notBefore, scope, upload, response, roundExpiry } = options
  const right = (...all: readonly (Given | undefined)[]): boolean => all.every((one) => one?.[1] === undefined)
  if (right(fileId, scope) && scope !== undefined && !fitsTree((fileId[0] as string).replace(/\/$/, ''))) return false
  if (right(perms)) {
    const names = [perms[0] as string].flat()
    if (upload !== undefined && !names.includes('write') && !names.includes('create')) return false
    if (response !== undefined && !names.includes('read') && !names.includes('annotate')) return false
  }
  if (!right(ttl, notBefore)) return true
  const start = notBefore === undefined ? 0 : after(notBefore[0], 0)
  const life = after(ttl[0], start) - start
  return life > 0 && life <= 604_800 && !(right(roundExpiry) && roundExpiry && after(roundExpiry[0], 0) > life)
}

/** Seconds from now to an instant, given as a duration counted from `from`, or as a date. */
function after(time: unknown, from: number): number {
  if (time instanceof Date) return Math.floor(time.getTime() / 1000) - NOW_SECONDS
  if (typeof time === 'number') return from + time
  const text = time as string
  return from + Number(text.slice(0, -1)) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[text.slice(-1)] ?? Number.NaN)
}

/** The link is accepted if all its conditions are met, and its grant has the values that were given. */
async function checkSaid(token: string, { fileId, perms, options }: OptionsCase): Promise<void> {
  const { boundTo, addresses, notBefore, ref, response } = options
  const first = (addresses?.[0] as string[] | undefined)?.[0]?.replace(/\/.*/, '')
  const at = NOW + 1000 * (notBefore === undefined ? 0 : Math.max(0, after(notBefore[0], 0)))
  const { tryVerify } = createLinks({ keys: [{ id: 'k', secret: SECRET }], perms: ['annotate'], clock: () => at })
  const id = options.scope === undefined ? (fileId[0] as string) : (fileId[0] as string).replace(/\/$/, '')
  const request = {
    fileId: id,
    secure: true,
    address: first,
    boundTo: boundTo?.[0] as string | undefined,
  }
  const { grant, code } = await tryVerify(token, request)
  const expected = {
    fileId: id,
    perms: [...new Set([perms[0] as string].flat())].sort(),
    keyId: 'k',
    bound: boundTo !== undefined,
    ref: ref?.[0],
    response: response?.[0],
  }
  const { fileId: file, perms: names, keyId, bound, ref: text, response: headers } = grant ?? {}
  const actual = { fileId: file, perms: names, keyId, bound, ref: text, response: headers && { ...headers } }
  if (!isDeepStrictEqual(actual, expected)) throw disagreement({ token, code, actual, expected })
}

/** No error shows the secret, or any long text that was given, which may be one. */
function isDiscreet(outcome: string | Error): boolean {
  if (typeof outcome === 'string') return /^1b?\.k\.[\w.-]+$/.test(outcome) && outcome.length <= 2048
  return !outcome.message.includes(SECRET_TEXT.slice(0, 12)) && outcome.message.length < 300
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function' ? String(value) : value
}
