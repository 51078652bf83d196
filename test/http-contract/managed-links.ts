import type { ManagedSignOptions } from 'daypass/managed'
import { expect, it } from 'vitest'
import { brokenLinksAt, managedLinksAt } from '../support/managed.ts'
import { ask, type Question } from './conversation.ts'
import { FILE, NOW, OWN, type Stage } from './scene.ts'

const HTML = { Accept: 'text/html,*/*;q=0.8' }

/** Links that a server can take back, through every adapter. */
export function managedLinks(stage: () => Stage): void {
  const get = (token: string, route = 'managed', headers: Question['headers'] = {}) =>
    ask(stage().port, `/${route}/file.txt?token=${token}`, { headers })

  it('pass as plain ones do, and the handler has the members of their grant', async () => {
    const token = stage().managed.sign('file.txt', 'read', 60, { ref: 'r1' })
    const answer = await get(token)
    expect([answer.status, answer.body]).toEqual([200, FILE])
    const { linkId, issuedAt } = stage().managed.inspect(token)
    expect(stage().runs()).toEqual([expect.objectContaining({ linkId, issuedAt, usedPerm: 'read' })])
    expect(answer.headers).not.toHaveProperty('set-cookie')
  })

  it.each([
    ['revoked', 410, 'This link has been taken back'],
    ['used-up', 410, 'This link has already been used'],
    ['state-required', 403, 'This server cannot open this link'],
    ['unavailable', 503, 'This service is temporarily unavailable'],
  ])('are refused as %s, %i, for programs and for people', async (code, status, title) => {
    const { managed } = stage()
    const token = managed.sign('file.txt', 'read', 60, code === 'used-up' ? { uses: 1 } : {})
    if (code === 'revoked') await managed.revoke({ token })
    if (code === 'used-up') await managed.verify(token)
    const route = { 'state-required': 'files', unavailable: 'managed-broken' }[code] ?? 'managed'
    const problem = await get(token, route)
    expect([problem.status, JSON.parse(problem.body)]).toEqual([status, expect.objectContaining({ code, status })])
    const page = await get(token, route, HTML)
    expect([page.status, page.body]).toEqual([status, expect.stringContaining(`<h1>${title}</h1>`)])
    for (const { headers } of [problem, page]) {
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['retry-after']).toBe(code === 'unavailable' ? '5' : undefined)
    }
    expect(stage().runs()).toEqual([])
  })

  it.each(['GET', 'HEAD', 'PUT'])(
    'that are counted are refused as unavailable too, and never hang: %s',
    async (method) => {
      const token = brokenLinksAt(NOW).sign('file.txt', ['read', 'write'], 60, { uses: 1 })
      for (const route of ['managed-broken', 'managed-failing-at-once']) {
        for (const more of [{}, HTML, { 'Idempotency-Key': 'one-of-16-letters' }]) {
          const target = `/${route}/file.txt?token=${token}`
          const { status, headers } = await ask(stage().port, target, { method, headers: more })
          expect([status, headers['retry-after']]).toEqual([503, '5'])
        }
      }
      expect(stage().runs()).toEqual([])
    },
  )

  it.each<[string, string, ManagedSignOptions, string]>([
    ['a file', 'managed', {}, 'private, no-cache'],
    ['a file whose handler lets caches keep it', 'managed-overriding', {}, 'private, no-cache'],
    [
      'a file whose signer does',
      'managed',
      { response: { cacheControl: 'public, max-age=600' } },
      'public, max-age=60',
    ],
    [
      'a file whose handler and signer do',
      'managed-overriding',
      { response: { cacheControl: 'max-age=9' } },
      'max-age=9',
    ],
  ])('are kept by caches no longer than the signer allows: %s', async (_, route, options, cache) => {
    const { managed } = stage()
    const { headers } = await get(managed.sign('file.txt', 'read', 60, options), route)
    expect(headers['cache-control']).toBe(cache)
    const token = managed.sign('file.txt', 'read', 60, { uses: 1, ...options })
    const counted = await get(token, route, { 'Idempotency-Key': 'one-of-16-letters' })
    expect([counted.status, counted.headers['cache-control']]).toEqual([200, 'private, no-store'])
    if (route === 'managed-overriding') expect(counted.headers['referrer-policy']).toBe(OWN['Referrer-Policy'])
  })

  it('that are plain are judged, and may be revoked too', async () => {
    const token = stage().links.sign('file.txt', 'read', 60)
    const answer = await get(token)
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'private, no-cache'])
    await stage().managed.revoke({ linkId: (await stage().managed.verify(token)).linkId })
    expect((await get(token)).status).toBe(410)
  })

  it('are told to onDecision, with their identity, their uses and whether there was a claim', async () => {
    const { managed } = stage()
    const token = managed.sign('file.txt', 'read', 60, { uses: 2 })
    const { linkId } = managed.inspect(token)
    stage().decisions()
    await get(token, 'managed-audited')
    await get(token, 'managed-audited', { 'Idempotency-Key': 'one-of-16-letters' })
    await get(managed.sign('file.txt', 'read', 60), 'managed-audited')
    await get(managedLinksAt(NOW).sign('other.txt', 'read', 60, { uses: 1 }), 'managed-audited')
    await get(token, 'audited')
    const known = { linkId, keyId: 'k', fileId: 'file.txt', perm: 'read', method: 'GET' }
    const uses = { used: 0, max: 2, claimed: false }
    const unconfirmed = { ...known, outcome: 'refused', code: 'confirmation-required', hasClaim: false, uses }
    expect(stage().decisions()).toEqual([
      expect.objectContaining(unconfirmed),
      expect.objectContaining({
        ...known,
        outcome: 'allowed',
        hasClaim: true,
        uses: { used: 1, max: 2, claimed: true },
      }),
      expect.not.objectContaining({ uses: expect.anything(), hasClaim: expect.anything() }),
      expect.objectContaining({ outcome: 'refused', code: 'wrong-file', linkId: expect.any(String), hasClaim: false }),
      expect.objectContaining({ outcome: 'refused', code: 'state-required', keyId: 'k' }),
    ])
  })
}
