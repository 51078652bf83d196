// Pollutes every name that it is given, one after the other, while managed links are signed, verified, used and revoked, and prints which
// verdicts changed. A process of its own, as for the core.
import crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import util from 'node:util'

Error.stackTraceLimit = 0
const { code, names } = JSON.parse(readFileSync(0, 'utf8'))
const { defineProperty } = Object
const { deleteProperty } = Reflect
const NOW = 1_795_521_600_000
const KEYS = [{ id: 'k1', secret: Buffer.alloc(32, 7).toString('base64url') }]
const CLAIM = 'claim-of-a-visitor-0123456789'
const GADGETS = { true: true, false: false, x: 'x', 0: 0, '{}': {}, '[]': [], function: () => true }
const PROTOTYPES = { Object: Object.prototype, Array: Array.prototype }

let exported
new Function('node', 'give', code)({ crypto, util }, (loaded) => {
  exported = loaded
})
const { createLinks, createManagedLinks, memoryStore, narrow } = exported

/** A new store and links, all the same each time. Made while nothing is polluted. */
async function sceneOf() {
  let now = NOW - 10_000
  const clock = () => now
  const links = createManagedLinks({ keys: KEYS, store: memoryStore({ clock }), clock })
  await links.ready()
  now = NOW
  await links.setPolicy('p', { perms: 'read' })
  let nonces = 0
  const again = () => ({ issuedAt: new Date(NOW), nonce: String(nonces++).padStart(16, 'n') })
  const sign = (options, perms = ['read', 'write']) => links.sign('a', perms, '1h', { ...again(), ...options })
  const tokens = [
    createLinks({ keys: KEYS, clock }).sign('a', 'read', '1h'),
    sign({}),
    sign({ uses: 1 }),
    narrow(sign({ uses: 2 }), { perms: 'read' }),
    sign({ policy: 'p' }),
    sign({ policy: 'missing' }),
    sign({ ref: 'r' }),
  ]
  const dead = [sign({}), sign({ ref: 'gone' })]
  await links.revoke({ token: dead[0] })
  await links.revoke({ ref: 'gone' })
  return { links, tokens: [...tokens, ...dead], again: again() }
}

/** Flat data of what each verb gives, or "threw". No method of a literal is used, and no member that an object may lack. */
async function verdictsOf({ links, tokens, again }) {
  const verdicts = []
  const add = async (act) => {
    try {
      verdicts[verdicts.length] = await act()
    } catch {
      verdicts[verdicts.length] = 'threw'
    }
  }
  for (let t = 0; t < tokens.length; t++) {
    const token = tokens[t]
    for (let i = 0; i < 4; i++) {
      const request = [
        undefined,
        { fileId: 'a', perm: 'write', claim: undefined, count: false },
        { fileId: 'a', perm: 'read', claim: CLAIM, count: true },
        { fileId: 'b' },
      ][i]
      await add(async () => dataOf(await links.tryVerify(token, request)))
    }
    await add(async () => {
      const uses = await links.usesOf(token)
      return uses === undefined ? 'none' : [uses.used, uses.max]
    })
    await add(() => {
      const { terms, linkId, policy, uses, refusal } = links.inspect(token)
      return [terms.fileId, terms.perms, linkId, policy, uses, refusal]
    })
  }
  await add(() => links.sign('a', 'read', '1h', { issuedAt: again.issuedAt, nonce: again.nonce }))
  await add(async () => (await links.getPolicy('p')).perms)
  await add(async () => (await links.getPolicy('missing')) === undefined)
  await add(async () => (await links.revoke({ fileId: 'a' })).until.getTime())
  await add(async () => dataOf(await links.tryVerify(tokens[0], { fileId: 'a' })))
  await add(() => links.revoke({}))
  return verdicts
}

function dataOf({ ok, code, grant, refused }) {
  const shown = grant === undefined ? refused : grant
  if (shown === undefined) return [ok, code]
  const { fileId, perms, linkId, policy, uses } = shown
  return [
    ok,
    code,
    grant === undefined,
    fileId,
    perms,
    linkId,
    policy,
    uses === undefined ? 'none' : [uses.used, uses.max, uses.claimed],
  ]
}

/** The verdicts while `name` has a value in a prototype. */
async function polluted(prototype, name, value) {
  const scene = await sceneOf()
  defineProperty(
    prototype,
    name,
    Object.assign(Object.create(null), { value, writable: true, enumerable: true, configurable: true }),
  )
  try {
    return await verdictsOf(scene)
  } finally {
    deleteProperty(prototype, name)
  }
}

const expected = (await verdictsOf(await sceneOf())).map((verdict) => JSON.stringify(verdict))
const report = {
  runs: 0,
  verdicts: expected.length,
  accepted: expected.filter((text) => text.startsWith('[true')).length,
  changed: [],
  threw: [],
}
for (const [prototypeName, prototype] of Object.entries(PROTOTYPES)) {
  for (const [gadget, value] of Object.entries(GADGETS)) {
    for (const name of names) {
      if (name in prototype) continue
      // A function of this name takes part in every promise of the language: nothing that awaits would go on.
      if (name === 'then' && gadget === 'function') continue
      report.runs++
      const verdicts = await polluted(prototype, name, value)
      verdicts.forEach((verdict, i) => {
        const now = JSON.stringify(verdict)
        if (now === expected[i]) return
        const list = verdict === 'threw' ? report.threw : report.changed
        list.push(`${prototypeName}.prototype.${name} = ${gadget}: ${expected[i]} became ${now}`)
      })
    }
  }
}
console.log(JSON.stringify(report))
