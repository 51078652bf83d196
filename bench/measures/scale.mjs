// What grows: the key set, the text, the chain of narrowings.
import { createLinks, narrow } from '../../dist/index.js'
import { bare, FILE, forge, LIFE_SECONDS, links, PERM, received, secretBytes, token } from '../lib/fixture.mjs'
import { interleave } from '../lib/measure.mjs'
import { ratio } from '../lib/rounds.mjs'
import { fitExponent, fitLine, median } from '../lib/statistics.mjs'

const DEPTH = 8
const LENGTHS = [100, 200, 300, 500, 700, 900, 1100, 1300, 1500, 1700, 2000]

export async function measureScale(effort) {
  const long = LENGTHS.map(linkOfLength)
  const deep = narrowed(DEPTH)
  const contenders = {
    bare,
    'depth 0': () => accepts(links, token),
    'depth 8': () => accepts(links, deep),
    '1 key': verifierOf(1),
    '10000 keys': verifierOf(10_000),
  }
  for (const text of long) {
    const forged = forge(text)
    contenders[`valid ${text.length}`] = () => accepts(wide, text)
    contenders[`forged ${text.length}`] = () => accepts(wide, forged)
  }
  const times = await interleave(contenders, effort)
  const lengths = long.map((text) => text.length)
  const costs = (kind) => lengths.map((length) => ratio(times, `${kind} ${length}`, 'bare'))
  const valid = costs('valid')
  const forged = costs('forged')
  return {
    figures: {
      '10k-keys/1-key': ratio(times, '10000 keys', '1 key'),
      'length-exponent': Math.max(fitExponent(lengths, valid), fitExponent(lengths, forged)),
      'per-100-characters/bare': fitLine(lengths, valid).slope * 100,
      'per-100-forged-characters/bare': fitLine(lengths, forged).slope * 100,
      'per-narrowing-block/bare': median(
        times['depth 8'].map((time, round) => (time - times['depth 0'][round]) / DEPTH / times.bare[round]),
      ),
    },
    notes: { lengths, 'valid/bare': valid, 'forged/bare': forged },
  }
}

const accepts = (verifier, text) => verifier.tryVerify(text, { fileId: FILE, perm: PERM }).ok

function narrowed(depth) {
  let text = token
  for (let i = 1; i <= depth; i++) text = narrow(text, { ttl: `${LIFE_SECONDS - i}s` })
  return received(text)
}

/** Verifies 64 links in turn, signed with keys from all over the set: a set of many keys is not kept warm by asking for one. */
function verifierOf(count) {
  const keys = Array.from({ length: count }, (_, i) => ({
    id: `k${i}`,
    secret: Buffer.from(secretBytes).fill(i, 0, 4),
  }))
  const verifier = createLinks({ keys })
  const texts = Array.from({ length: 64 }, (_, i) => {
    const key = keys[Math.floor((i * count) / 64)]
    return received(createLinks({ keys: [key] }).sign(FILE, PERM, `${LIFE_SECONDS + i}s`))
  })
  let next = 0
  return () => accepts(verifier, texts[next++ & 63])
}

// Links of any length that the signer made: with permissions of its own, all of them granted.
const OWN = Array.from({ length: 62 }, (_, i) => `p${String(i).padStart(2, '0')}-`.padEnd(31, 'x'))
const wide = createLinks({ keys: [{ id: 'k1', secret: secretBytes }], perms: OWN })

function linkOfLength(length) {
  const names = OWN.slice(0, Math.max(0, Math.floor((length - token.length) / 32)))
  return received(wide.sign(FILE, [PERM, ...names], LIFE_SECONDS))
}
