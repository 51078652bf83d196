import { FILE, LIFE_SECONDS, links } from '../lib/fixture.mjs'
import { floor } from '../lib/floor.mjs'
import { interleave } from '../lib/measure.mjs'
import { medians, ratio } from '../lib/rounds.mjs'
import { fastJwtSign } from '../peers/fast-jwt.mjs'
import { azureSas, s3Presigned } from '../peers/signers.mjs'

export async function measureSign(effort) {
  const sign = () => links.sign(FILE, ['read'], LIFE_SECONDS)
  const contenders = { floor, sign, 'fast-jwt-sign': fastJwtSign, 'azure-sas': azureSas, s3: s3Presigned }
  const times = await interleave(contenders, effort)
  const { floor: _, ...nanoseconds } = medians(times)
  return {
    figures: {
      'sign/floor': ratio(times, 'sign', 'floor'),
      'fast-jwt-sign/sign': ratio(times, 'fast-jwt-sign', 'sign'),
      'azure-sas/sign': ratio(times, 'azure-sas', 'sign'),
      's3/sign': ratio(times, 's3', 'sign'),
    },
    nanoseconds,
  }
}
