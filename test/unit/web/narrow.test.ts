import * as core from 'daypass'
import { LinkError, narrow } from 'daypass/web'
import { describe, expect, it } from 'vitest'
import { KEY, untyped } from '../../support/fixtures.ts'

const links = core.createLinks({ keys: [KEY] })
const token = links.sign('studies/42', ['read', 'list'], '1d', { scope: 'tree' })

describe('narrow', () => {
  it('makes the token that daypass makes, up to eight times', async () => {
    const options = { perms: 'read', fileId: 'studies/42/7.dcm', ttl: new Date(Date.now() + 600_000) } as const
    let [here, there] = [token, token]
    for (let depth = 1; depth <= 8; depth++) {
      here = await narrow(here, options)
      there = core.narrow(there, options)
      expect(here).toBe(there)
      expect(links.verify(here, { fileId: 'studies/42/7.dcm' }).depth).toBe(depth)
    }
    await expect(narrow(here, options)).rejects.toThrow('a link can be narrowed 8 times')
  })

  it('rejects what is not a link, and options that are wrong, as daypass throws them', async () => {
    await expect(narrow('x', { perms: 'read' })).rejects.toBeInstanceOf(LinkError)
    await expect(narrow(untyped(undefined), { perms: 'read' })).rejects.toBeInstanceOf(core.LinkError)
    await expect(narrow(token, {})).rejects.toThrow(TypeError)
    await expect(narrow(token, untyped({ uses: 1 }))).rejects.toThrow(TypeError)
    await expect(narrow(token, { ttl: untyped('soon') })).rejects.toThrow(RangeError)
  })
})
