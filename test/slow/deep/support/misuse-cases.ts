import fc from 'fast-check'
import { NOW, SECRET, SECRET_TEXT } from '../../../support/fixtures.ts'

/** What the verbs are given, one after another. */
interface Arguments<T> {
  readonly keys: T
  readonly settings: T
  readonly fileId: T
  readonly request: T
  readonly narrowing: T
}

export interface MisuseCase extends Arguments<unknown> {
  /** The argument that is not as it should be, if one is not. Some wrong values turn out to be right. */
  readonly broken: keyof Arguments<unknown> | undefined
}

const anything = fc.anything({
  maxDepth: 2,
  maxKeys: 4,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
})

/** Values of one argument: right, and wrong in one way. */
interface Argument {
  readonly right: fc.Arbitrary<unknown>
  readonly wrong: fc.Arbitrary<unknown>
}

type Values = readonly unknown[]

/**
 * An object whose members are right, the first `required` of them always there; or one in which a single member has a wrong value,
 * or any, in which a required one is missing, or which has a stranger beside its own. `wrong` values are those that come close.
 */
function object(
  required: number,
  members: Readonly<Record<string, readonly [right: Values, wrong: Values]>>,
): Argument {
  const names = Object.keys(members)
  const needed = names.slice(0, required)
  const right = fc.record(
    Object.fromEntries(Object.entries(members).map(([name, [values]]) => [name, fc.constantFrom(...values)])),
    { requiredKeys: needed },
  )
  const wrongMember = fc
    .constantFrom(...names)
    .chain((name) => fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...(members[name]?.[1] ?? [])), anything)))
  const broken = [
    fc.tuple(right, wrongMember).map(([all, [name, value]]) => ({ ...all, [name]: value })),
    fc.tuple(right, fc.string(), anything).map(([all, name, value]) => ({ ...all, [name]: value })),
    anything,
  ]
  if (required > 0) {
    const missing = fc.tuple(right, fc.constantFrom(...needed))
    broken.push(missing.map(([all, name]) => Object.fromEntries(Object.entries(all).filter(([own]) => own !== name))))
  }
  return { right, wrong: fc.oneof(...broken) }
}

const at = (shift: number): Date => new Date(NOW + shift)

const key = object(2, {
  id: [
    ['k', 'k2', '__proto__'],
    ['', 'k k', 'k'.repeat(33)],
  ],
  secret: [
    [SECRET, SECRET_TEXT],
    [SECRET_TEXT.slice(1), `${SECRET_TEXT}=`, SECRET.subarray(1), 'a'.repeat(64)],
  ],
  signFrom: [
    [at(-2000), at(0)],
    [at(100_000), 'now'],
  ],
  signUntil: [[at(100_000)], [at(-2000), at(0), at(200_001)]],
  verifyUntil: [[at(200_000)], [at(-2000), at(0), at(1000)]],
})

const keys: Argument = {
  right: fc.uniqueArray(key.right, { minLength: 1, maxLength: 2, selector: (one) => (one as { id: string }).id }),
  wrong: fc.oneof(
    { weight: 6, arbitrary: fc.tuple(key.right, key.wrong).map((both) => both.toReversed()) },
    { weight: 1, arbitrary: key.right.map((one) => [one, one]) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: anything },
  ),
}

const ARGUMENTS: Arguments<Argument> = {
  keys,
  settings: object(1, {
    clock: [[() => NOW], [() => Number.NaN, () => -1, () => '1', () => at(0), NOW]],
    perms: [
      [['annotate'], [], ['a', 'b']],
      [['Read'], 'annotate', [5]],
    ],
    purpose: [
      ['links', 'a.b', 'a'],
      ['', 'A', 'a'.repeat(65)],
    ],
    maxTtl: [
      ['7d', 60, '1h'],
      [0, Number.POSITIVE_INFINITY, '1', '11y'],
    ],
    startLeeway: [
      [0, 5, '15m'],
      [-1, 901, '16m'],
    ],
  }),
  fileId: {
    right: fc.constantFrom('a', 'a/b', '__proto__'),
    wrong: fc.oneof(fc.constantFrom('', 'a\0', '\ud800', 'a'.repeat(513)), anything),
  },
  request: object(0, {
    fileId: [
      ['a', 'a', 'b', ''],
      [undefined, 5, ['a'], new String('a')],
    ],
    perm: [
      ['read', 'read', 'write'],
      ['toString', 'Read', undefined],
    ],
    address: [
      [undefined, '::1', '', () => '::1', () => undefined],
      [null, 5],
    ],
    secure: [
      [undefined, true, () => true, () => undefined],
      ['true', 1],
    ],
    boundTo: [
      [undefined, 'u'],
      [null, 5],
    ],
  }),
  narrowing: object(1, {
    perms: [
      ['read', ['read'], ['read', 'write'], 'b'],
      [[], '', 'Read', [5]],
    ],
    fileId: [
      ['a', 'a/b', 'b'],
      ['', 'a\0', 5],
    ],
    ttl: [
      ['5m', 60, at(3_600_000)],
      [0, '5', at(Number.NaN)],
    ],
    notBefore: [
      [at(-60_000), at(0)],
      [0, '5', at(Number.NaN)],
    ],
    addresses: [
      [['::1'], ['192.0.2.0/24']],
      [[], ['::1/x'], '::1'],
    ],
    httpsOnly: [
      [true, false],
      ['true', 0],
    ],
  }),
}

const NAMES = Object.keys(ARGUMENTS) as (keyof Arguments<unknown>)[]

/** A third of the cases are right in everything. In all others one argument is broken, each as often as any other. */
export const misuseCase: fc.Arbitrary<MisuseCase> = fc
  .oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: fc.constantFrom(...NAMES) })
  .chain((broken) => {
    const of = (name: keyof Arguments<unknown>): fc.Arbitrary<unknown> =>
      ARGUMENTS[name][name === broken ? 'wrong' : 'right']
    return fc.record({
      broken: fc.constant(broken),
      keys: of('keys'),
      settings: of('settings'),
      fileId: of('fileId'),
      request: of('request'),
      narrowing: of('narrowing'),
    })
  })
