// Pollutes every name that it is given, one after the other, before and after the core is loaded, and prints which verdicts changed.
// A process of its own, since a change that is not undone would break everything else.
import crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import util from 'node:util'
import { tokensOf, verdictsOf } from './cases.mjs'

Error.stackTraceLimit = 0 // thousands of refusals are thrown
const { code, names } = JSON.parse(readFileSync(0, 'utf8'))
const evaluate = new Function('node', 'give', code)
const { defineProperty, getOwnPropertyDescriptor } = Object
const { deleteProperty } = Reflect

const PROTOTYPES = {
  Object: Object.prototype,
  Array: Array.prototype,
  String: String.prototype,
  Function: Function.prototype,
}
const GADGETS = { true: true, x: 'x', 0: 0, '{}': {}, '[]': [], function: () => true }
const INDICES = Array.from({ length: 4097 + 64 }, (_, i) => String(i - 64))

function load() {
  let core
  evaluate({ crypto, util }, (loaded) => {
    core = loaded
  })
  return core
}

/** Runs `act` while all `keys` of a prototype have a value. What a prototype does not let anyone change is left as it is. */
function polluted(prototype, keys, value, act) {
  const before = []
  for (let i = 0; i < keys.length; i++) {
    before[i] = getOwnPropertyDescriptor(prototype, keys[i])
    if (before[i] !== undefined) Object.setPrototypeOf(before[i], null)
  }
  const descriptor = Object.assign(Object.create(null), { value, writable: true, enumerable: true, configurable: true })
  for (let i = 0; i < keys.length; i++) {
    if (before[i] === undefined || before[i].configurable) defineProperty(prototype, keys[i], descriptor)
  }
  try {
    act()
  } catch {
    return false
  } finally {
    for (let i = 0; i < keys.length; i++) {
      if (before[i] === undefined) deleteProperty(prototype, keys[i])
      else if (before[i].configurable) defineProperty(prototype, keys[i], before[i])
    }
  }
  return true
}

const clean = load()
const tokens = tokensOf(clean)
const verdicts = []
const ask = verdictsOf(clean, tokens, verdicts)
ask()
const expected = verdicts.map((verdict) => JSON.stringify(verdict))

/** Verdicts that differ from those of a clean run: those that only threw, and all others. */
function compare() {
  const differ = verdicts
    .map((verdict, i) => [verdict, JSON.stringify(verdict), expected[i]])
    .filter(([, now, before]) => now !== before)
  const threw = differ.filter(([verdict]) => verdict === 'threw').length
  const changed = differ.filter(([verdict]) => verdict !== 'threw').map(([, now, before]) => `${before} became ${now}`)
  return { threw, changed: changed.slice(0, 3) }
}

const report = {
  runs: 0,
  verdicts: expected.length,
  accepted: expected.filter((text) => text.startsWith('[true')).length,
  changed: [],
  threw: [],
  unloaded: [],
}

function judge(when, where, gadget, isPollution, isLoaded) {
  report.runs++
  const run = `${when} loading, ${where} = ${gadget}`
  if (!isLoaded) {
    if (isPollution) report.unloaded.push(run)
    return
  }
  const { threw, changed } = compare()
  for (const change of changed) report.changed.push(`${run}: ${change}`)
  if (threw > 0 && isPollution) report.threw.push(run)
}

function tryOut(keys, name, prototypeName, gadget) {
  const prototype = PROTOTYPES[prototypeName]
  const isPollution = !(name in prototype)
  // Replacing a function of the language by another is running code, and not pollution.
  if (!isPollution && gadget === 'function') return
  // Nothing but texts and functions inherits from these, so that fewer values can matter.
  if ((prototypeName === 'String' || prototypeName === 'Function') && gadget !== 'x' && gadget !== '{}') return
  const where = `${prototypeName}.prototype.${name}`
  const isAsked = polluted(prototype, keys, GADGETS[gadget], ask)
  judge('after', where, gadget, isPollution, isAsked)
  if (prototypeName !== 'Object' && gadget !== '{}') return
  const isLoaded = polluted(prototype, keys, GADGETS[gadget], () => verdictsOf(load(), tokens, verdicts)())
  judge('before', where, gadget, isPollution, isLoaded)
}

for (const prototypeName of Object.keys(PROTOTYPES)) {
  for (const gadget of Object.keys(GADGETS)) {
    tryOut(INDICES, 'every index', prototypeName, gadget)
    for (const name of names) tryOut([name], name, prototypeName, gadget)
  }
}
console.log(JSON.stringify(report))
