import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKey, createLinks } from 'daypass'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { linkTo } from '../../../examples/shared/link-to.ts'
import { type Served, serve } from '../../support/serve.ts'
import { EXAMPLE_APPS } from '../support/example-apps.ts'

const links = createLinks({ keys: [createKey('k')] })

// A disk that is full after its first bytes, for machines on which nobody may mount a small one.
let isStubbed = false
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>()
  const writeFile: typeof actual.writeFile = async (file, data, ...more) => {
    if (!isStubbed) return actual.writeFile(file, data, ...more)
    for await (const _ of data as AsyncIterable<unknown>) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
  }
  return { ...actual, writeFile }
})

const mount = (folder: string): void => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' })
}
const unmount = (folder: string): void => void execFileSync('umount', [folder], { stdio: 'ignore' })

const canMount = await (async () => {
  const folder = await mkdtemp(join(tmpdir(), 'daypass-mount-'))
  try {
    mount(folder)
    unmount(folder)
    return true
  } catch {
    return false
  } finally {
    await rm(folder, { recursive: true })
  }
})()

/** Sends the head and 4 MB of a body that is never complete, and gives what comes back until the server closes. */
function upload(port: number, path: string, framing: string): Promise<string> {
  return new Promise((resolve) => {
    let received = ''
    const body = Buffer.alloc(4_000_000, 'x')
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n`)
      socket.write(framing.startsWith('Transfer') ? `${body.length.toString(16)}\r\n` : '')
      socket.write(body)
    })
    socket.setEncoding('latin1').on('data', (data) => {
      received += data
    })
    socket.on('error', () => {}) // what is still to be sent when the server closes
    socket.on('close', () => resolve(received))
  })
}

describe.each(Object.entries(EXAMPLE_APPS))('the example %s', (_, appOf) => {
  describe.each([
    ['stubbed', false],
    ['real', true],
  ])('on a full disk (%s)', (_name, isReal) => {
    let root: string
    let served: Served
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), 'daypass-full-'))
      if (isReal && canMount) mount(root)
      isStubbed = !isReal
      // Nothing but the example itself closes a connection.
      served = await serve(await appOf(root, links), { keepAliveTimeout: 0 })
    })
    afterEach(async () => {
      isStubbed = false
      await served.close()
      if (isReal && canMount) unmount(root)
      await rm(root, { recursive: true })
    })

    it.skipIf(isReal && !canMount).each(['Content-Length: 64000000', 'Transfer-Encoding: chunked'])(
      'answers an upload by 507, closes, and leaves nothing: %s',
      async (framing) => {
        const { pathname, search } = new URL(linkTo(served.origin, 'big', links.sign('big', 'write', 60)))
        const answer = await upload(served.port, pathname + search, framing)
        expect(answer).toMatch(/^HTTP\/1\.1 507 /)
        expect(answer).toMatch(/\r\ncache-control: no-store\r\n/i)
        expect(answer).not.toMatch(/content-disposition/i)
        expect(await readdir(root)).toEqual([])
        // The server goes on.
        expect((await fetch(linkTo(served.origin, 'big', links.sign('big', 'read', 60)))).status).toBe(404)
      },
    )
  })
})
