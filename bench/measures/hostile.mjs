// The worst that a text of at most 2,048 characters can cost, against a valid link that was narrowed as often as it may be.
import { createHmac } from 'node:crypto'
import { createLinks, narrow } from '../../dist/index.js'
import { FILE, keys, LIFE_SECONDS, received } from '../lib/fixture.mjs'
import { interleave, warmUp } from '../lib/measure.mjs'
import { medians, ratio } from '../lib/rounds.mjs'
import { BLOCKS, CUTS, FORGED } from './hostile-shapes.mjs'

const LONGEST = 2048
const DEPTH = 8
const MAC_CHARS = 43
// Hundreds of shapes are looked at briefly, then the slowest of both kinds as long as all else.
const FINALISTS = 6
const DENOMINATOR = 'valid, 8 narrowings'

const links = createLinks({ keys })
const perms = ['read', 'write']

// A request that asks for everything, so that every condition has to be decided.
const request = {
  fileId: FILE,
  perm: 'read',
  address: '2001:db8:ffff:ffff:ffff:ffff:ffff:fffe',
  secure: true,
  boundTo: 'someone',
}

export async function measureHostile(effort) {
  const texts = { ...holdersTexts(), ...forgedTexts() }
  const contenders = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, verifierOf(text)]))
  contenders[DENOMINATOR] = verifierOf(deepLink())
  const screened = {}
  for (let pass = 0; pass < 3; pass++) {
    for (const name of Object.keys(texts)) {
      // The better of the passes: a machine that was busy for a moment must not send a shape to the final.
      screened[name] = Math.min(
        screened[name] ?? Number.POSITIVE_INFINITY,
        await warmUp(contenders[name], effort.screeningMs),
      )
    }
  }
  const slowest = (kind) =>
    Object.keys(texts)
      .filter((name) => name.startsWith(kind))
      .sort((a, b) => screened[b] - screened[a])
      .slice(0, FINALISTS)
  const finalists = [...slowest('holder'), ...slowest('forged'), DENOMINATOR]
  const times = await interleave(Object.fromEntries(finalists.map((name) => [name, contenders[name]])), effort)
  const costs = finalists
    .map((name) => ({ name, cost: ratio(times, name, DENOMINATOR) }))
    .sort((a, b) => b.cost - a.cost)
  const worstOf = (kind) => costs.find(({ name }) => name.startsWith(kind)).cost
  return {
    figures: {
      'worst-forged/valid-8-narrowings': worstOf('forged'),
      'worst-holder-made/valid-8-narrowings': worstOf('holder'),
    },
    nanoseconds: { 'valid-8-narrowings': medians(times)[DENOMINATOR] },
    notes: { tried: Object.keys(texts).length, finalists: costs },
  }
}

const verifierOf = (text) => () => links.tryVerify(text, request).ok

function deepLink() {
  let text = links.sign(FILE, perms, LIFE_SECONDS)
  for (let i = 1; i <= DEPTH; i++) text = narrow(text, { ttl: `${LIFE_SECONDS - i}s` })
  if (!links.tryVerify(text, request).ok) throw new Error('the valid link is not valid')
  return received(text)
}

/**
 * Every block on three kinds of link: once and long, eight times and short, and long behind seven that say nothing much. Media types also
 * long and before seven short lists.
 */
function holdersTexts() {
  const signed = {
    'a file': links.sign(FILE, perms, LIFE_SECONDS),
    'a tree': links.sign('a', perms, LIFE_SECONDS, { scope: 'tree' }),
    'an upload': links.sign(FILE, perms, LIFE_SECONDS, { upload: { contentTypes: ['a/*', 'b/*', 'image/png'] } }),
  }
  const texts = {}
  for (const [shape, block] of Object.entries(BLOCKS)) {
    for (const [what, link] of Object.entries(signed)) {
      const room = LONGEST - link.length
      texts[`holder: ${shape}, once, ${what}`] = append(link, [block(room - 1)])
      texts[`holder: ${shape}, 8 times, ${what}`] = append(link, Array(DEPTH).fill(block(Math.floor(room / DEPTH) - 1)))
      texts[`holder: ${shape}, after 7, ${what}`] = append(link, [...Array(DEPTH - 1).fill('h'), block(room - 15)])
      for (const [kind, cut] of shape.startsWith('media types') ? Object.entries(CUTS) : []) {
        const cuts = Array(DEPTH - 1).fill(cut)
        const left = room - cuts.join('~').length - 2
        texts[`holder: ${shape}, before 7 of ${kind}, ${what}`] = append(link, [block(left), ...cuts])
      }
    }
  }
  for (const [name, text] of Object.entries(texts)) {
    const { code } = links.tryVerify(text, request)
    if (text.length > LONGEST) throw new Error(`too long: ${name}`)
    if (code === 'bad-signature') throw new Error(`not what a holder would make: ${name}`)
  }
  return texts
}

/** What a holder does (SPEC.md, section 4): the text of the last MAC is the key of the next. */
function append(link, blocks) {
  let mac = link.slice(-MAC_CHARS)
  for (const block of blocks) mac = createHmac('sha256', mac).update(block).digest('base64url')
  return received(`${[link.slice(0, -MAC_CHARS - 1), ...blocks].join('~')}.${mac}`)
}

function forgedTexts() {
  const texts = {}
  for (const head of ['1.k1.', '1b.k1.']) {
    const room = LONGEST - head.length - MAC_CHARS - 1
    for (const [shape, blocks] of Object.entries(FORGED)) {
      // As UTF-16, because a request can hold what a flat UTF-8 copy would replace.
      texts[`forged: ${head}${shape}`] = Buffer.from(
        `${head}${blocks(room)}.${'A'.repeat(MAC_CHARS)}`,
        'utf16le',
      ).toString('utf16le')
    }
  }
  for (const [name, text] of Object.entries(texts)) {
    const { code } = links.tryVerify(text, request)
    if (code !== 'bad-signature' && code !== 'malformed') throw new Error(`not refused for its MAC: ${name}, ${code}`)
  }
  return texts
}
