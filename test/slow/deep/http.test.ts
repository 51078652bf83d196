import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../support/runs.ts'
import { httpProperty } from './http.ts'

const ANSWERS = [
  '200 ok',
  '400 bad-request',
  '400 upload-too-small',
  '401 link-required',
  '403 bad-signature',
  '403 binding-required',
  '403 https-required',
  '403 malformed',
  '403 not-yet-valid',
  '403 permission-denied',
  '403 unknown-key',
  '403 wrong-address',
  '403 wrong-file',
  '405 method-not-allowed',
  '410 expired',
  '411 length-required',
  '413 upload-too-large',
  '415 upload-wrong-type',
]

it('any request gets the answer that the oracle gives, and nothing that must not leave', async () => {
  const seen = new Map<string, number>()
  await fc.assert(await httpProperty(seen), runs(5000))
  // Every answer is met, so that none of them agrees for want of a case.
  expect([...seen.keys()].sort()).toEqual(ANSWERS)
})
