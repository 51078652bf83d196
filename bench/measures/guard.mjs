// One decision of the guard, without a framework or a socket: the link in the query, one file, no hook.
import { createGuard } from '../../dist/http.js'
import { FILE, links, PERM, REQUEST, token } from '../lib/fixture.mjs'
import { interleave } from '../lib/measure.mjs'
import { medians, ratio } from '../lib/rounds.mjs'

const OPTIONS = { perm: PERM, fileId: () => FILE }

/** What an adapter describes of a request for a file. */
const request = {
  method: 'GET',
  url: `/files/${FILE}?token=${token}`,
  headers: { host: 'files.example.com', accept: '*/*' },
  httpVersion: '1.1',
  address: () => '192.0.2.7',
  secure: () => true,
}

export async function measureGuard(effort) {
  const guard = createGuard(links, OPTIONS, (described) => described)
  if (!(await guard(request)).ok) throw new Error('the guard refuses the link')
  const times = await interleave(
    { 'guard decision': () => guard(request), 'try-verify': () => links.tryVerify(token, REQUEST).ok },
    effort,
  )
  const { 'guard decision': decision } = medians(times)
  return {
    figures: { 'guard/try-verify': ratio(times, 'guard decision', 'try-verify') },
    nanoseconds: { 'guard decision': decision },
  }
}
