import { narrow } from 'daypass'
import { createManagedLinks, type LinkStore, memoryStore } from 'daypass/managed'
import { describe, expect, it } from 'vitest'
import { KEY, NOW, SECRET, SECRET_TEXT, untyped } from '../support/fixtures.ts'
import { expectHidden, formsOf } from '../support/hidden.ts'
import { macOf } from '../support/holder.ts'
import { managedScene } from '../support/managed.ts'
import { thrownBy } from '../support/misuse.ts'

const BINDING = 'patient-4711@example.org'
const CLAIM = 'claim-that-nobody-else-can-guess'

/** Links of every kind, and parts of all that must not be seen of them. */
async function secretScene(store?: LinkStore) {
  const scene = await managedScene({}, store)
  const { links } = scene
  await links.setPolicy('p', { perms: 'read' })
  const plain = links.sign('report', 'read', '1h', { ref: 'order', policy: 'p' })
  const counted = links.sign('report', 'read', '1h', { uses: 2 })
  const bound = links.sign('report', ['read', 'write'], '1h', { boundTo: BINDING, scope: 'tree', uses: 3 })
  const child = narrow(bound, { perms: 'read' })
  const tokens = [plain, counted, bound, child]
  const hidden = [
    ...formsOf(SECRET),
    SECRET_TEXT,
    // Twelve characters of a MAC are enough to recognise it. Its ancestors' MACs are those of the tokens before it.
    ...tokens.flatMap((token) => [macOf(token).slice(0, 12), macOf(token).slice(-12), token.slice(0, 20)]),
    CLAIM,
    CLAIM.slice(6, 22),
    Buffer.from(CLAIM).toString('base64url').slice(0, 16),
    Buffer.from(CLAIM).toString('hex').slice(0, 24),
    BINDING,
    Buffer.from(BINDING).toString('base64url'),
    Buffer.from(BINDING).toString('hex'),
  ]
  return { ...scene, plain, counted, bound, child, hidden }
}

type SecretScene = Awaited<ReturnType<typeof secretScene>>

/** Every verb, on every kind of link, accepted and refused. What they give or throw. */
async function everything({ links, plain, counted, bound, child }: SecretScene): Promise<unknown[]> {
  const boundTo = BINDING
  const claim = CLAIM
  const acts: (() => unknown)[] = [
    () => links.ready(),
    () => links.verify(plain, { fileId: 'report', claim }),
    () => links.verify(counted, { claim }),
    () => links.verify(counted, { claim, count: false }),
    () => links.verify(bound, { boundTo, claim, fileId: 'report/a' }),
    () => links.tryVerify(child, { boundTo, claim, fileId: 'report/b' }),
    () => links.tryVerify(child, { boundTo: `${BINDING}.`, claim }),
    () => links.tryVerify(child, { boundTo, perm: 'write', fileId: 'report', claim }),
    () => links.usesOf(bound, { boundTo }),
    () => links.inspect(child, { boundTo }),
    () => links.getPolicy('p'),
    () => links.revoke({ token: child, boundTo }),
    () => links.revoke({ linkId: links.inspect(plain).linkId }),
    () => links.revoke({ fileId: 'report' }),
    () => links.revoke({ fileId: 'report', scope: 'tree' }),
    () => links.revoke({ ref: 'order' }),
    () => links.revoke({ policy: 'p' }),
    () => links.revoke({ all: true }),
    () => links.deletePolicy('p'),
    ...[plain, counted, bound, child].map((token) => () => links.verify(token, { boundTo, claim, fileId: 'report' })),
    () => links.revoke({ token: bound }),
    () => links.revoke({ token: `${plain}x` }),
  ]
  const results: unknown[] = []
  for (const act of acts) {
    try {
      results.push(await act())
    } catch (error) {
      results.push(error)
    }
  }
  return results
}

describe('no token, MAC, claim, binding or key', () => {
  it('is in anything that the store is given', async () => {
    const scene = await secretScene()
    await everything(scene)
    const { calls, hidden } = scene
    expect([...new Set(calls.map(([name]) => name))].sort()).toEqual(['raise', 'read', 'use', 'write'])
    expectHidden(calls, hidden)
  })

  it('is in what the verbs give or reject with, or in the verbs themselves', async () => {
    const scene = await secretScene()
    const results = await everything(scene)
    expect(results.filter((result) => result instanceof Error).length).toBeGreaterThan(4)
    for (const result of [...results, scene.links, ...Object.values(scene.links)]) expectHidden(result, scene.hidden)
  })

  it('is in an error of a store, or in that of one that gives nonsense', async () => {
    for (const fail of [() => Promise.reject(new Error('down')), async () => [CLAIM], async () => 5]) {
      let isDown = false
      const memory = memoryStore({ clock: () => NOW })
      const down: LinkStore = { read: untyped(fail), raise: untyped(fail), write: untyped(fail), use: untyped(fail) }
      const now = (): LinkStore => (isDown ? down : memory)
      const scene = await secretScene({
        read: (...args) => now().read(...args),
        raise: (...args) => now().raise(...args),
        write: (...args) => now().write(...args),
        use: (...args) => now().use(...args),
      })
      isDown = true
      for (const result of await everything(scene)) expectHidden(result, scene.hidden)
    }
  })

  it('is in an error of misuse, wherever it was put by mistake', async () => {
    const { links, store, plain, bound, hidden } = await secretScene()
    const settled = (call: Promise<unknown>): Promise<unknown> => call.catch((error) => error)
    const kinds = new Set<unknown>()
    for (const secret of [plain, bound, macOf(plain), CLAIM, `${CLAIM} ${CLAIM}`, BINDING, SECRET_TEXT, SECRET]) {
      const text = String(secret)
      const errors = [
        ...[
          () => createManagedLinks(untyped(secret)),
          () => createManagedLinks(untyped({ keys: [KEY], store: secret })),
          () => createManagedLinks(untyped({ keys: [KEY], store, [text]: 1 })),
          ...['lease', 'timeout', 'staleness', 'skew'].map(
            (name) => () => createManagedLinks(untyped({ keys: [KEY], store, [name]: secret })),
          ),
          () => links.sign('a', 'read', '1h', untyped({ uses: secret })),
          () => links.sign('a', 'read', '1h', { policy: `${text}.` }),
          () => links.sign('a', 'read', '1h', { issuedAt: new Date(NOW), nonce: `${text}.` }),
          () => links.sign('a', 'read', '1h', untyped({ issuedAt: secret, nonce: secret })),
          () => links.sign('a', 'read', '1h', untyped({ [text]: 1 })),
          () => links.inspect(plain, untyped({ [text]: 1 })),
          () => links.inspect(plain, untyped({ boundTo: [secret] })),
        ].map(thrownBy),
        ...(await Promise.all(
          [
            links.verify(plain, untyped({ claim: `${text}é` })),
            links.verify(plain, untyped({ claim: [secret] })),
            links.verify(plain, untyped({ count: secret })),
            links.verify(plain, untyped({ [text]: 1 })),
            links.tryVerify(plain, untyped(secret)),
            links.revoke(untyped(secret)),
            links.revoke(untyped({ [text]: 1 })),
            links.revoke({ linkId: `${text}.` }),
            links.revoke({ policy: `${text}.` }),
            links.revoke({ ref: `${text}\0` }),
            links.revoke({ fileId: `${text}\0` }),
            links.revoke({ token: `${text}.` }),
            links.revoke(untyped({ all: secret })),
            links.setPolicy(`${text}.`, {}),
            links.setPolicy('p', untyped({ [text]: 1 })),
            links.setPolicy('p', untyped({ perms: [secret, 5] })),
            links.getPolicy(`${text}.`),
            links.deletePolicy(`${text}.`),
            links.usesOf(`${text}.`),
            links.usesOf(plain, untyped({ [text]: 1 })),
          ].map(settled),
        )),
      ]
      for (const error of errors) {
        kinds.add((error as Error).name)
        expectHidden(error, hidden)
      }
    }
    expect([...kinds].sort()).toEqual(['LinkError', 'RangeError', 'TypeError'])
  })
})
