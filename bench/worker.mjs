// One group of measurements in a process of its own, so that what one group loads and warms up does not colour another.
import { FULL, QUICK } from './lib/measure.mjs'

const GROUPS = {
  verify: async () => (await import('./measures/verify.mjs')).measureVerify,
  hostile: async () => (await import('./measures/hostile.mjs')).measureHostile,
  scale: async () => (await import('./measures/scale.mjs')).measureScale,
  sign: async () => (await import('./measures/sign.mjs')).measureSign,
  guard: async () => (await import('./measures/guard.mjs')).measureGuard,
  managed: async () => (await import('./measures/managed.mjs')).measureManaged,
  heap: async () => (await import('./measures/heap.mjs')).measureHeap,
  size: async () => (await import('./measures/size.mjs')).measureSize,
  import: async () => (await import('./measures/import.mjs')).measureImport,
}

const [group, speed] = process.argv.slice(2)
const effort =
  speed === 'quick'
    ? { ...QUICK, verifications: 500_000, processes: 7 }
    : { ...FULL, verifications: 10_000_000, processes: 31 }
const measureGroup = await GROUPS[group]()
process.send(await measureGroup(effort))
process.disconnect()
