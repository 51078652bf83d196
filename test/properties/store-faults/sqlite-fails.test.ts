import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createKey } from 'daypass'
import { createManagedLinks, type ManagedLinks, StoreError } from 'daypass/managed'
import { type SqliteDatabase, sqliteStore } from 'daypass/sqlite'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PROJECT } from '../../support/project.ts'
import { startProgram } from '../../support/servers/process.ts'

const CLAIM = 'the-claim-of-a-visitor'
const OTHER = 'the-claim-of-another-one'

let folder: string
let db: SqliteDatabase & { close: () => void }
let links: ManagedLinks
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-sqlite-'))
  db = new Database(join(folder, 'links.db'))
  links = createManagedLinks({ keys: [createKey('k')], store: sqliteStore(db) })
  await links.ready()
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

describe('a SQLite database on a full disk', () => {
  const pages = (): number => (db.prepare('PRAGMA page_count').get() as { page_count: number }).page_count
  /** As many links as there is room for, and one more for which there is none. */
  const spendUntilFull = async (): Promise<{ readonly spent: readonly string[]; readonly failed: string }> => {
    db.exec(`PRAGMA max_page_count = ${pages()}`)
    const spent: string[] = []
    for (;;) {
      const token = links.sign('q3.pdf', 'read', '1h', { uses: 1 })
      try {
        await links.verify(token, { claim: CLAIM })
        spent.push(token)
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError)
        return { spent, failed: token }
      }
    }
  }

  it('accepts no use that it cannot keep, and no revocation is acknowledged', async () => {
    const { failed } = await spendUntilFull()
    await expect(links.tryVerify(failed, { claim: CLAIM })).rejects.toBeInstanceOf(StoreError)
    expect(await links.usesOf(failed)).toEqual({ used: 0, max: 1 })
    const revocations = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) => links.revoke({ ref: `a-long-name-that-takes-room-in-a-page-${i}` })),
    )
    const failures = revocations.filter(({ status }) => status === 'rejected')
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures) expect((failure as PromiseRejectedResult).reason).toBeInstanceOf(StoreError)
  })

  it('goes on to judge what needs no room, and accepts nothing again that was spent', async () => {
    const { spent } = await spendUntilFull()
    expect((await links.verify(links.sign('q3.pdf', 'read', '1h'))).fileId).toBe('q3.pdf')
    for (const token of spent) expect((await links.tryVerify(token, { claim: OTHER })).code).toBe('used-up')
  })

  it('works again by itself once there is room', async () => {
    const { failed } = await spendUntilFull()
    db.exec('PRAGMA max_page_count = 1000000')
    expect((await links.verify(failed, { claim: CLAIM })).uses).toEqual({ used: 1, max: 1, claimed: true })
    expect((await links.tryVerify(failed, { claim: OTHER })).code).toBe('used-up')
  })
})

describe('a SQLite database that another process has locked', () => {
  const lock = () => {
    const script = fileURLToPath(new URL('support/lock-file.ts', import.meta.url))
    return startProgram(process.execPath, ['--import', 'tsx', script, join(folder, 'links.db')], /locked/, {
      cwd: PROJECT,
    })
  }

  it('counts no use and acknowledges no revocation, but judges links that need no write', async () => {
    const spent = links.sign('q3.pdf', 'read', '1h', { uses: 1 })
    await links.verify(spent, { claim: CLAIM })
    const counted = links.sign('q3.pdf', 'read', '1h', { uses: 1 })
    const plain = links.sign('q3.pdf', 'read', '1h')
    const { end } = await lock()
    try {
      await expect(links.verify(counted, { claim: CLAIM })).rejects.toBeInstanceOf(StoreError)
      await expect(links.revoke({ token: plain })).rejects.toBeInstanceOf(StoreError)
      expect((await links.verify(plain)).fileId).toBe('q3.pdf')
      expect((await links.verify(spent, { claim: CLAIM })).uses?.used).toBe(1)
      expect((await links.tryVerify(spent, { claim: OTHER })).code).toBe('used-up')
    } finally {
      await end()
    }
  })

  it('counts the same claim once when the process that has the lock is killed', async () => {
    const token = links.sign('q3.pdf', 'read', '1h', { uses: 1 })
    const { end } = await lock()
    await expect(links.verify(token, { claim: CLAIM })).rejects.toBeInstanceOf(StoreError)
    // The first use may still be waiting for the lock, and be carried out too.
    await end('SIGKILL')
    expect((await links.verify(token, { claim: CLAIM })).uses).toEqual({ used: 1, max: 1, claimed: true })
    expect((await links.tryVerify(token, { claim: OTHER })).code).toBe('used-up')
    expect(await links.usesOf(token)).toEqual({ used: 1, max: 1 })
  })
})
