import { createLinks } from 'daypass'
import { createManagedLinks, type LinkStore, memoryStore, StoreError } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { type Birth, createBirth } from '../../../src/managed/birth.ts'
import { KEY, NOW, NOW_SECONDS } from '../../support/fixtures.ts'
import { CLAIM, codeOf, managedScene, recordingStore, rejectionOf, type StoreCall } from '../../support/managed.ts'

const SKEW = 2
const KEY_OF_BIRTH = '{links}:birth'

/** A store that can be emptied, with a clock. */
function emptiableStore(clock: () => number) {
  let inner = memoryStore({ clock })
  const calls: StoreCall[] = []
  const store: LinkStore = {
    read: (keys) => inner.read(keys),
    raise: (...args) => inner.raise(...args),
    write: (...args) => inner.write(...args),
    use: (...args) => inner.use(...args),
  }
  const empty = (): void => {
    inner = memoryStore({ clock })
  }
  return { store: recordingStore(store, calls), calls, empty }
}

function scene(start = NOW) {
  const clock = { now: start }
  const { store, calls, empty } = emptiableStore(() => clock.now)
  const create = (): Birth => createBirth(store, KEY_OF_BIRTH, () => clock.now, SKEW)
  const second = async (birth: Birth): Promise<number> => (await birth.readWith(store.read, [])).second
  const stored = async (): Promise<string | undefined> => (await store.read([KEY_OF_BIRTH]))[0]
  return { clock, store, calls, empty, create, second, stored }
}

const raisesOf = (calls: readonly StoreCall[]) => calls.filter(([name]) => name === 'raise')

describe('the birth of a store that has none', () => {
  it('is the second in which a young instance was created, without an end', async () => {
    const { create, second, stored, calls, clock } = scene(NOW + 999)
    const birth = create()
    clock.now += 2000
    expect(await second(birth)).toBe(NOW_SECONDS)
    expect(await stored()).toBe(String(2 * NOW_SECONDS))
    expect(raisesOf(calls).every(([, , , end]) => end === Number.POSITIVE_INFINITY)).toBe(true)
    expect(birth.floor()).toBe(NOW_SECONDS)
  })

  it('is skew ahead of an instance that has been there for more than 2 s', async () => {
    const { clock, store, second, stored } = scene()
    const failing = { ...store, read: async () => Promise.reject(new Error('not there yet')) }
    const birth = createBirth(failing, KEY_OF_BIRTH, () => clock.now, SKEW)
    await rejectionOf(birth.readWith(failing.read, []))
    clock.now += 2001
    Object.assign(failing, { read: store.read })
    expect(await second(birth)).toBe(NOW_SECONDS + 3 + SKEW)
    expect(await stored()).toBe(String(2 * (NOW_SECONDS + 3 + SKEW) + 1))
  })

  it('is asked for at once, and a store that fails then stops nothing', async () => {
    const calls: StoreCall[] = []
    const broken = recordingStore({ ...memoryStore(), read: async () => Promise.reject(new StoreError('down')) }, calls)
    const birth = createBirth(broken, KEY_OF_BIRTH, () => NOW, SKEW)
    expect(calls).toEqual([['read', [KEY_OF_BIRTH]]])
    await new Promise(setImmediate)
    expect(birth.floor()).toBe(NOW_SECONDS)
  })

  it('lets the first links of a fresh deployment work, and its first uses', async () => {
    for (const staleness of ['0s', '1m'] as const) {
      const clock = () => NOW
      const store = memoryStore({ clock })
      const links = createManagedLinks({ keys: [KEY], store, clock, staleness })
      const [plain, counted] = [links.sign('a', 'read', '1h'), links.sign('a', 'read', '1h', { uses: 2 })]
      // At once and again: what was read while there was no birth must not be taken for a loss afterwards.
      const first = await Promise.all([plain, plain, counted].map((token) => codeOf(links, token)))
      const second = await Promise.all([plain, counted, plain].map((token) => codeOf(links, token)))
      expect([staleness, ...first, ...second]).toEqual([staleness, ...Array(6).fill(undefined)])
      expect(await store.read([KEY_OF_BIRTH])).toEqual([String(2 * NOW_SECONDS)])
    }
  })

  it('is of no matter to plain links', async () => {
    const { links, store, join } = await managedScene()
    await store.raise(KEY_OF_BIRTH, 2 * (NOW_SECONDS + 5000) + 1, Number.POSITIVE_INFINITY)
    const plain = createLinks({ keys: [KEY], clock: () => NOW }).sign('a', 'read', '1h')
    expect([await codeOf(links, plain), await codeOf(await join(), plain)]).toEqual([undefined, undefined])
    expect(await codeOf(links, links.sign('a', 'read', '2h'))).toBe('not-yet-valid')
  })
})

describe('a birth that is lost', () => {
  it('is replaced beyond every link that was issued, once, however many ask', async () => {
    const { clock, create, second, calls, empty, stored } = scene()
    const births = [create(), create(), create()]
    for (const birth of births) await second(birth)
    clock.now += 60_500
    empty()
    calls.length = 0
    const later = NOW_SECONDS + 61 + SKEW
    expect(await Promise.all(births.map(second))).toEqual([later, later, later])
    const raised = raisesOf(calls).length
    for (let i = 0; i < 5; i++) for (const birth of births) expect(await second(birth)).toBe(later)
    clock.now += 10_000
    for (const birth of births) expect(await second(birth)).toBe(later)
    // All asked at once, so that each of them may have raised it. Later none does.
    expect([raised <= 3, raisesOf(calls).length]).toEqual([true, raised])
    expect(await stored()).toBe(String(2 * later + 1))
  })

  it('is replaced if an instance that knew none has set another meanwhile', async () => {
    const { clock, create, second, empty, calls } = scene()
    const old = create()
    await second(old)
    clock.now += 60_000
    empty()
    const fresh = create()
    expect(await second(fresh)).toBe(NOW_SECONDS + 60)
    expect(await second(old)).toBe(NOW_SECONDS + 60 + SKEW)
    calls.length = 0
    for (let i = 0; i < 3; i++)
      expect([await second(fresh), await second(old)]).toEqual(Array(2).fill(NOW_SECONDS + 60 + SKEW))
    expect(raisesOf(calls)).toEqual([])
  })

  it('stays lost to an instance whose replacement was lost, too', async () => {
    const { clock, store, second, empty, stored } = scene()
    let isForgetful = false
    const forgetful: LinkStore = {
      ...store,
      raise: async (...args) => {
        const at = await store.raise(...args)
        if (isForgetful) empty()
        return at
      },
    }
    const birth = createBirth(forgetful, KEY_OF_BIRTH, () => clock.now, SKEW)
    await second(birth)
    clock.now += 1000 // still young, which must not matter to an instance that has known a birth
    empty()
    isForgetful = true
    expect(await rejectionOf(second(birth))).toBeInstanceOf(StoreError)
    isForgetful = false
    expect(await second(birth)).toBe(NOW_SECONDS + 1 + SKEW)
    expect(await stored()).toBe(String(2 * (NOW_SECONDS + 1 + SKEW) + 1))
  })

  it('is not seen in an answer that is older than what is known', async () => {
    const { clock, store, create, second, empty, stored, calls } = scene()
    const birth = create()
    await second(birth)
    clock.now += 60_000
    // Asked before the store is emptied, and answered after the new birth is known.
    let answer: (() => void) | undefined
    const late = new Promise<void>((resolve) => {
      answer = resolve
    })
    let asked = 0
    const slow: LinkStore['read'] = async (keys) => {
      const texts = await store.read(keys)
      if (asked++ === 0) await late
      return texts
    }
    const waiting = birth.readWith(slow, ['{links}:all'])
    await new Promise(setImmediate)
    empty()
    const replaced = await second(birth)
    await store.raise('{links}:all', 7, clock.now + 60_000)
    calls.length = 0
    clock.now += 5000
    answer?.()
    expect(await waiting).toEqual({ second: replaced, texts: ['7', String(2 * replaced + 1)] })
    expect([raisesOf(calls), await stored()]).toEqual([[], String(2 * replaced + 1)])
  })

  it.each(['x', '01', '-1', '1e9', '9007199254740993'])('is not made of "%s"', async (text) => {
    const { store, second, create } = scene()
    const birth = create()
    await second(birth)
    await store.write(KEY_OF_BIRTH, text, NOW + 1000)
    expect(await rejectionOf(second(birth))).toBeInstanceOf(StoreError)
  })
})

describe('a store that is emptied under traffic', () => {
  it('never lets a link work that was revoked or used up before, and lets those work that are signed later', async () => {
    const clock = { now: NOW }
    const read = (): number => clock.now
    const { store, empty } = emptiableStore(read)
    const join = () => createManagedLinks({ keys: [KEY], store, clock: read })
    const servers = [join(), join(), join()]
    for (const server of servers) await server.ready()
    const dead: string[] = []
    for (let round = 0; round < 6; round++) {
      clock.now += 3300
      const [a, b] = [servers[round % 3], servers[(round + 1) % 3]] as const
      const revoked = a?.sign('a', 'read', '1h') ?? ''
      const usedUp = b?.sign('b', 'read', '1h', { uses: 1 }) ?? ''
      await a?.revoke({ token: revoked })
      await b?.tryVerify(usedUp, { claim: CLAIM })
      dead.push(revoked, usedUp)
      empty()
      // A server that starts just now knows no other birth.
      servers[round % 3] = join()
      for (const server of servers)
        for (const token of dead) {
          const { code } = await server.tryVerify(token)
          expect([round, code]).toEqual([round, expect.stringMatching(/^(?:revoked|used-up)$/)])
        }
    }
    const token = servers[0]?.sign('c', 'read', '1h')
    expect((await servers[0]?.tryVerify(token))?.code).toBe(undefined)
    clock.now += 5000
    for (const server of servers) expect((await server.tryVerify(server.sign('c', 'read', '1h'))).code).toBe(undefined)
  })

  it('refuses a use that was counted in a store which has forgotten the uses before', async () => {
    const clock = { now: NOW }
    const { store, empty } = emptiableStore(() => clock.now)
    const emptiedBeforeUse: LinkStore = {
      ...store,
      use: async (...args) => {
        if (args[2] > 0 && isArmed) empty()
        return store.use(...args)
      },
    }
    let isArmed = false
    const links = createManagedLinks({ keys: [KEY], store: emptiedBeforeUse, clock: () => clock.now })
    await links.ready()
    clock.now += 5000
    const token = links.sign('a', 'read', '1h', { uses: 1 })
    isArmed = true
    expect((await links.tryVerify(token)).code).toBe('revoked')
    isArmed = false
    expect((await links.tryVerify(token)).code).toBe('revoked')
  })
})
