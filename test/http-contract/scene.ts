import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Grant, Links } from 'daypass'
import type { Decision, GuardLinks, GuardOptions } from 'daypass/http'
import type { ManagedLinks } from 'daypass/managed'
import { linksAt } from '../support/fixtures.ts'
import { brokenLinksAt, managedLinksAt } from '../support/managed.ts'
import type { Served } from '../support/serve.ts'
import { ANSWER_ROUTES } from './answer-routes.ts'

/** A request as the contract knows it, whatever the framework. */
export interface Asked {
  readonly id: string
  readonly header: (name: string) => string | undefined
}

/** A route of the app under test: `/NAME/:id`, and `/NAME/:token/:id` as well. */
export interface Route {
  readonly name: string
  /** Options of its guard; their functions get an `Asked`. */
  readonly options: Partial<GuardOptions<Asked, 'annotate'>>
  /** Which links its guard takes: plain ones, managed ones, or managed ones whose store is down. Default: plain. */
  readonly links?: 'managed' | 'broken'
  /** Sets headers of its own, as a handler may. */
  readonly overrides?: true
  /** Throws in its handler. */
  readonly fails?: true
  /** What its handler answers, whatever the request. */
  readonly answer?: MadeAnswer
}

/** An answer, made in one of the ways that a framework has. */
export interface MadeAnswer {
  /** `head`: by the runtime's own means, around the framework. `default`: by the framework, since nobody answers. */
  readonly via: 'send' | 'stream' | 'head' | 'throw' | 'redirect' | 'default'
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What an app is made of. */
export interface Scene {
  /** The links of a route. */
  readonly linksOf: (route: Route) => GuardLinks<'annotate'>
  /** Folder of the files. */
  readonly root: string
  readonly routes: readonly Route[]
  /** Whether the app believes a proxy before it. */
  readonly proxied: boolean
  /** What each handler calls first: it counts, and throws if the route fails. */
  readonly run: (route: Route, grant: Grant) => void
}

/** An adapter under the contract: it serves a scene with the framework itself, and its handlers send files and take uploads. */
export interface Contender {
  readonly name: string
  readonly start: (scene: Scene) => Promise<Served>
}

export const FILE = '0123456789'
export const LARGE: Buffer = Buffer.alloc(4_000_000, 'x')
/** Headers of the route whose handler overrides. */
export const OWN = { 'Cache-Control': 'no-cache', 'Referrer-Policy': 'origin' } as const

export const NOW: number = Math.floor(Date.now() / 1000) * 1000

const ROUTES: readonly Route[] = [
  ...ANSWER_ROUTES,
  { name: 'files', options: {} },
  { name: 'renamed', options: { tokenFrom: [{ query: 'link' }] } },
  { name: 'path', options: { tokenFrom: [{ param: 'token' }] } },
  { name: 'cookie', options: { tokenFrom: [{ cookie: 'link' }] } },
  { name: 'every', options: { tokenFrom: ['query', 'bearer', { cookie: 'link' }, { param: 'token' }] } },
  { name: 'read', options: { perm: 'read' } },
  { name: 'create', options: { perm: 'create' } },
  { name: 'annotate', options: { perm: 'annotate' } },
  { name: 'bound', options: { boundTo: ({ header }) => header('x-user') } },
  { name: 'hidden', options: { statuses: 404 } },
  { name: 'throwing', options: { fileId: ({ id }) => fileIdThat(id) } },
  { name: 'overriding', options: {}, overrides: true },
  { name: 'parsed', options: { uploadLimits: 'handler' } },
  { name: 'failing', options: {}, fails: true },
  { name: 'managed', options: {}, links: 'managed' },
  { name: 'managed-path', options: { tokenFrom: [{ param: 'token' }] }, links: 'managed' },
  { name: 'managed-cookie', options: { tokenFrom: [{ cookie: 'link' }] }, links: 'managed' },
  { name: 'managed-at-once', options: { confirm: false }, links: 'managed' },
  { name: 'managed-overriding', options: {}, overrides: true, links: 'managed' },
  { name: 'managed-failing', options: {}, fails: true, links: 'managed' },
  { name: 'managed-broken', options: {}, links: 'broken' },
  { name: 'managed-failing-at-once', options: { confirm: false }, links: 'broken' },
]

/** Options of a route in a framework's terms. */
export function optionsOf<Req>(
  { options }: Route,
  asked: (req: Req) => Asked,
): GuardOptions<Req, 'annotate'> & { readonly clock: () => number } {
  const { fileId = ({ id }) => id, boundTo, onDecision, ...rest } = options as Partial<GuardOptions<Asked, 'annotate'>>
  return {
    ...(rest as Partial<GuardOptions<Req, 'annotate'>>),
    clock: () => NOW,
    fileId: (req) => fileId(asked(req)),
    ...(boundTo !== undefined && { boundTo: (req: Req) => boundTo(asked(req)) }),
    ...(onDecision !== undefined && { onDecision: (decision: Decision, req: Req) => onDecision(decision, asked(req)) }),
  }
}

/** The patterns of a route, in the syntax that all the routers share. */
export function pathsOf({ name }: Route): readonly [string, string] {
  return [`/${name}/:id`, `/${name}/:token/:id`]
}

/** A running app, what it did, and its files. */
export interface Stage {
  readonly port: number
  /** Of the same routes, behind a proxy that is believed. */
  readonly proxiedPort: number
  readonly links: Links<'annotate'>
  readonly managed: ManagedLinks<'annotate'>
  /** Grants with which handlers ran, since this was last asked. */
  readonly runs: () => readonly Grant[]
  /** Decisions on the routes "audited" and "managed-audited", since this was last asked. */
  readonly decisions: () => readonly Decision[]
  /** Names in the folder, hidden ones too. */
  readonly names: () => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

/** Makes the links that guards of plain links take, with the key of `linksAt`. */
export type MakeLinks = (now: number) => GuardLinks<'annotate'>

/** @param makeLinks the one place from which guards have their links, so that the contract can be run with others that verify the same tokens */
export async function setUp({ start }: Contender, makeLinks: MakeLinks = linksAt): Promise<Stage> {
  const root = await mkdtemp(join(tmpdir(), 'daypass-contract-'))
  await writeFile(join(root, 'file.txt'), FILE)
  await writeFile(join(root, 'large.bin'), LARGE)
  const links = linksAt(NOW)
  const plain = makeLinks(NOW)
  const managed = managedLinksAt(NOW)
  const broken = brokenLinksAt(NOW)
  const runs: Grant[] = []
  const decisions: Decision[] = []
  const audited: Route = {
    name: 'audited',
    options: {
      onDecision: async (decision, { header }) => {
        decisions.push(decision)
        if (header('x-hook') === 'fails') throw new Error('the log is full')
      },
    },
  }
  const scene = {
    linksOf: (route: Route) => ({ plain, managed, broken })[route.links ?? 'plain'],
    root,
    routes: [...ROUTES, audited, { ...audited, name: 'managed-audited', links: 'managed' as const }],
    run: (route: Route, grant: Grant) => {
      runs.push(grant)
      if (route.fails) throw new Error('in the handler')
    },
  }
  const servers = await Promise.all([start({ ...scene, proxied: false }), start({ ...scene, proxied: true })])
  return {
    port: servers[0].port,
    proxiedPort: servers[1].port,
    links,
    managed,
    runs: () => runs.splice(0),
    decisions: () => decisions.splice(0),
    names: async () => (await readdir(root)).sort(),
    close: async () => {
      await Promise.all(servers.map((served) => served.close()))
      await rm(root, { recursive: true })
    },
  }
}

function fileIdThat(id: string): string {
  if (id === 'throws') throw new Error('no such route')
  if (id === 'rejects') return Promise.reject(new Error('no such route')) as never
  return undefined as never
}
