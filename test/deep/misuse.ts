import { createKeyring, createLinks, LinkError, narrow } from 'daypass'
import fc from 'fast-check'
import { NOW, SECRET, SECRET_TEXT } from '../support/fixtures.ts'
import { disagreement } from './support/scene.ts'

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

/** Members as they should be, any of which may be anything instead, be missing, or have a stranger beside it. */
function nearly(members: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<unknown> {
  const member = (right: readonly unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: anything })
  const own = fc.record(Object.fromEntries(Object.entries(members).map(([name, right]) => [name, member(right)])), {
    requiredKeys: Object.keys(members).slice(0, 2),
  })
  return fc.oneof(
    { weight: 14, arbitrary: own },
    {
      weight: 1,
      arbitrary: fc.tuple(own, fc.string(), anything).map(([all, name, value]) => ({ ...all, [name]: value })),
    },
    { weight: 1, arbitrary: anything },
  )
}

const dates = [-2000, -1000, 0, 1000, 100_000].map((shift) => new Date(NOW + shift))
const keys = fc.array(
  nearly({
    id: ['k', 'k2', 'k3', 'k4', 'k5', '__proto__', 'k k'],
    secret: [
      SECRET,
      SECRET_TEXT,
      SECRET,
      SECRET_TEXT,
      SECRET,
      SECRET_TEXT,
      SECRET_TEXT.slice(1),
      `${SECRET_TEXT}=`,
      SECRET.subarray(1),
      'a'.repeat(64),
    ],
    signFrom: dates,
    signUntil: dates,
    verifyUntil: dates,
  }),
  { minLength: 1, maxLength: 2 },
)
const settings = nearly({
  purpose: ['links', 'a.b', 'a', 'b', ''],
  perms: [['annotate'], [], ['a', 'b'], ['Read'], 'annotate'],
  maxTtl: ['7d', 60, '1h', Number.POSITIVE_INFINITY],
  startLeeway: [0, 5, '15m', 900, -1],
  clock: [
    () => NOW,
    () => NOW,
    () => NOW,
    () => NOW,
    () => NOW,
    () => Number.NaN,
    () => -1,
    () => '1' as never,
    () => new Date(NOW) as never,
  ],
})
const requests = nearly({
  fileId: ['a', 'a', 'a', 'b', ''],
  perm: ['read', 'read', 'read', 'write', 'annotate', 'toString'],
  address: [undefined, '::1'],
  secure: [undefined, true],
  boundTo: [undefined, 'u'],
})
const narrowings = nearly({
  perms: ['read', ['read'], ['read', 'write'], 'b', []],
  fileId: ['a', 'a/b', 'b', ''],
  ttl: ['5m', new Date(NOW + 1000), 60, 0],
  scope: ['tree', 'tree', 'tree', 'x'],
  addresses: [['::1'], ['192.0.2.0/24'], []],
  httpsOnly: [true, false],
})

export interface MisuseCase {
  readonly keys: unknown
  readonly settings: unknown
  readonly fileId: unknown
  readonly request: unknown
  readonly narrowing: unknown
}

const misuse: fc.Arbitrary<MisuseCase> = fc.record({
  keys: fc.oneof({ weight: 20, arbitrary: keys }, { weight: 1, arbitrary: anything }),
  settings,
  fileId: fc.oneof({ weight: 9, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: anything }),
  request: requests,
  narrowing: narrowings,
})

/**
 * Values of any kind for every verb: it does its work, or throws a `TypeError` or a `RangeError` that shows nothing. What comes out
 * in the end holds: a link that is accepted is one that was signed, and narrowing it never brings more.
 */
export function misuseProperty(seen: Map<string, number>): fc.IProperty<[MisuseCase]> {
  return fc.property(misuse, (given) => {
    const count = (outcome: string): void => void seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    const attempt = <T>(verb: string, act: () => T): T | undefined => {
      try {
        const value = act()
        count(`${verb} works`)
        return value
      } catch (error) {
        const isTold =
          error instanceof TypeError || error instanceof RangeError || (verb === 'narrow' && error instanceof LinkError)
        // V8's own errors of a wrong type, such as of a property of undefined, would be an accident and no check.
        const { message = '' } = error as Error
        const isCheck = isTold && !/undefined \(|is not a function|is not iterable|Cannot/.test(message)
        if (!isCheck || message.includes(SECRET_TEXT.slice(0, 12)) || message.length > 400)
          throw disagreement({ verb, thrown: String(error) })
        count(`${verb} throws`)
        return undefined
      }
    }
    attempt('createKeyring', () => createKeyring(given.keys as never))
    const options = typeof given.settings === 'object' ? { ...given.settings, keys: given.keys } : given.settings
    const links = attempt('createLinks', () => createLinks(options as never))
    if (links === undefined) return
    const token = attempt('sign', () => links.sign(given.fileId as never, 'read', 60))
    const text = token ?? given.fileId
    const result = attempt('tryVerify', () => links.tryVerify(text as never, given.request as never))
    if (result?.ok && (token === undefined || result.grant.fileId !== given.fileId))
      throw disagreement({ token, result })
    const child = attempt('narrow', () => narrow(text as never, given.narrowing as never))
    if (child === undefined || result === undefined) return
    const narrowed = attempt('tryVerify', () => links.tryVerify(child, given.request as never))
    if (narrowed?.ok && !result.ok) throw disagreement({ child, result, narrowed })
  })
}
