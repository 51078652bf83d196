// Everybody verifies the same grant, valid and refused, in one process.
import { bare, bareWithBuffer } from '../lib/fixture.mjs'
import { floor } from '../lib/floor.mjs'
import { AFTER_COLLECTION, interleave } from '../lib/measure.mjs'
import { checkOutcomes } from '../lib/outcomes.mjs'
import { medians, ratio } from '../lib/rounds.mjs'
import { tryVerify, verify } from '../peers/daypass.mjs'
import { fastJwt, fastJwtCacheHit, fastJwtCacheHitIdentity } from '../peers/fast-jwt.mjs'
import { joseBytes, joseCryptoKey, joseKeyObject } from '../peers/jose.mjs'
import { jsonwebtoken, jsonwebtokenKeyObject } from '../peers/jsonwebtoken.mjs'
import { cookieSigned, ironSealed, urlSigned } from '../peers/others.mjs'

const verifiers = {
  'try-verify': tryVerify,
  verify,
  signed: urlSigned,
  'cookie-signature': cookieSigned,
  'fast-jwt-cache-hit': fastJwtCacheHit,
  'fast-jwt-cache-hit-identity': fastJwtCacheHitIdentity,
  'fast-jwt': fastJwt,
  'jsonwebtoken-key-object': jsonwebtokenKeyObject,
  jsonwebtoken,
  'jose-crypto-key': joseCryptoKey,
  'jose-key-object': joseKeyObject,
  'jose-bytes': joseBytes,
  iron: ironSealed,
}
const PEERS = Object.keys(verifiers).filter((name) => name !== 'try-verify' && name !== 'verify')

const OURS = 'try-verify valid'

export async function measureVerify(effort) {
  const contenders = { floor, bare, 'bare-buffer-key': bareWithBuffer }
  for (const [name, { unknownKey, ...calls }] of Object.entries(verifiers)) {
    await checkOutcomes(name, calls)
    for (const [outcome, call] of Object.entries(calls)) contenders[`${name} ${outcome}`] = call
    if (unknownKey !== undefined) contenders[`${name} unknown-key`] = unknownKey
  }
  const times = await interleave(contenders, effort)
  const collected = await interleave({ bare, [OURS]: contenders[OURS] }, AFTER_COLLECTION)
  const nanoseconds = medians(times)
  const over = (a, b) => ratio(times, a, b)
  const peers = Object.fromEntries(PEERS.map((name) => [`${name}/try-verify`, over(`${name} valid`, OURS)]))
  const fastestJose = ['jose-crypto-key', 'jose-key-object', 'jose-bytes'].reduce((a, b) =>
    nanoseconds[`${a} valid`] <= nanoseconds[`${b} valid`] ? a : b,
  )
  return {
    figures: {
      'try-verify/floor': over(OURS, 'floor'),
      'bare/floor': over('bare', 'floor'),
      'try-verify/bare': over(OURS, 'bare'),
      'try-verify/bare-after-collection': ratio(collected, OURS, 'bare'),
      'verify/try-verify': over('verify valid', OURS),
      ...peers,
      'jose/try-verify': peers[`${fastestJose}/try-verify`],
      'forged/valid': over('try-verify forged', OURS),
      'expired/valid': over('try-verify expired', OURS),
      'garbage/valid': over('try-verify garbage', OURS),
      'unknown-key/valid': over('try-verify unknown-key', OURS),
      'throwing-refusal/bare': over('verify forged', 'bare'),
    },
    nanoseconds,
    notes: { jose: fastestJose },
  }
}
