import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createKey, createLinks, type Links, type SignOptions } from 'daypass'
import { createManagedLinks, type ManagedLinks, memoryStore } from 'daypass/managed'
import { createAccelListener, createAuthListener } from '../../../../examples/nginx/app.ts'
import { linkTo } from '../../../../examples/shared/link-to.ts'
import { type Served, serve } from '../../../support/serve.ts'
import { confOf, type Front, startFront } from '../../../support/servers/nginx.ts'

/** The configurations of the example, and the app that belongs to each. */
export const WAYS: Readonly<Record<Way, typeof createAccelListener>> = {
  'x-accel': createAccelListener,
  'auth-request': createAuthListener,
}

export type Way = 'x-accel' | 'auth-request'

/** Names that URLs, headers and configurations could take for something else. */
export const NAMES: readonly string[] = [
  'plain.txt',
  'with space.txt',
  '100%.txt',
  '%41.txt',
  '%2e%2e',
  'a?b#c.txt',
  'Befund März.txt',
  'Ma\u0308rz.txt',
  '漢字.txt',
  '$uri.txt',
  '"quoted";{}.txt',
  'a+b&c=d.txt',
  'sub/in a folder.txt',
  'sub/deep/er.txt',
  `${'漢'.repeat(84)}/${'ä'.repeat(127)}`, // as long as a file id may be
]

/** nginx, the app, and a folder whose files contain their names. */
export interface Scene {
  readonly front: Front
  readonly app: Served
  readonly root: string
  readonly managed: ManagedLinks
  /** Signs what ended an hour ago. */
  readonly past: Links
  readonly urlOf: (id: string, options?: SignOptions) => string
  readonly close: () => Promise<void>
}

/** Starts all of it. `edited` changes the configuration. */
export async function startScene(way: Way, edited?: (conf: string) => string): Promise<Scene> {
  const base = await mkdtemp(join(tmpdir(), 'daypass-front-'))
  const root = join(base, 'root')
  for (const id of [...NAMES, 'index.html', '.hidden', 'end', 'end ', 'folder/x.txt', '../outside.txt']) {
    await mkdir(dirname(join(root, id)), { recursive: true })
    await writeFile(join(root, id), `content of ${id}`)
  }
  await symlink('../outside.txt', join(root, 'link.txt'))
  const keys = [createKey('k')]
  const managed = createManagedLinks({ keys, store: memoryStore() })
  const app = await serve(WAYS[way](managed))
  const front = await startFront(edited === undefined ? confOf(way) : await write(base, way, edited), root, app.port)
  return {
    front,
    app,
    root,
    managed,
    past: createLinks({ keys, clock: () => Date.now() - 7_200_000 }),
    urlOf: (id, options) => linkTo(front.origin, id, managed.sign(id, 'read', '1h', options)),
    close: async () => {
      await front.stop()
      await app.close()
      await rm(base, { recursive: true })
    },
  }
}

async function write(base: string, way: Way, edited: (conf: string) => string): Promise<string> {
  const path = join(base, 'edited.conf')
  const text = await readFile(confOf(way), 'utf8')
  if (edited(text) === text) throw new Error('the configuration has nothing of what is to be edited')
  await writeFile(path, edited(text))
  return path
}
