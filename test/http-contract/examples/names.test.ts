import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createKey, createLinks, keysFromEnv, type Links } from 'daypass'
import { linkOf, requireLink } from 'daypass/fastify'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp as createFastify } from '../../../examples/fastify/app.ts'
import { getRequestListener } from '../../../examples/shared/node-server.ts'
import { fencesOf, joinedSnippetsOf, type Snippet, snippetsOf } from '../../repo/docs/support/fences.ts'
import { PROJECT } from '../../support/project.ts'
import { exchange, type Served, serve } from '../../support/serve.ts'
import { EXAMPLE_APPS } from '../support/example-apps.ts'
import { readmeApp } from '../support/readme-app.ts'

const NAMES = [
  'a b.txt',
  'ä ö ü ß.txt',
  'a#b.txt',
  'a?b=c.txt',
  'a&b.txt',
  'a+b.txt',
  'a,b.txt',
  'a;b.txt',
  'a=b.txt',
  'a@b.txt',
  '$a.txt',
  '100%.txt',
  '%2F%41.txt',
  'v1.2..3.tar.gz',
  '😀 🎉.txt',
]
const IN_TREE = [...NAMES, 'sub/ä b#c.txt']
const BAD_ESCAPE = '%E0%A4%A'

// Every character escaped that is not plain, and only those escaped that would end the path or be an escape.
const SPELLINGS: readonly ((id: string) => string)[] = [
  (id) => id.split('/').map(encodeURIComponent).join('/'),
  (id) => id.replace(/[%#? ]|[^\0-\x7f]+/g, encodeURIComponent),
]

const key = createKey('k')
let links: Links
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {}) // frameworks print errors there
  vi.stubEnv('DAYPASS_KEYS', `k:${key.secret}`)
  links = createLinks({ keys: keysFromEnv() })
})

/** Status line and body of a GET by exactly this path: `fetch` would escape and resolve it. */
const get = (port: number, path: string, id: string): Promise<string> =>
  exchange(
    port,
    `GET ${path}?token=${links.sign(id, 'read', 60)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  )

describe.each(Object.entries(EXAMPLE_APPS))('the example %s', (_, appOf) => {
  let root: string
  let served: Served
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'daypass-names-'))
    for (const id of IN_TREE) {
      await mkdir(dirname(join(root, id)), { recursive: true })
      await writeFile(join(root, id), `content of file ${IN_TREE.indexOf(id)}.`)
    }
    served = await serve(await appOf(root, links))
  })
  afterAll(async () => {
    await served.close()
    await rm(root, { recursive: true })
  })

  it.each(IN_TREE)('serves %s', async (id) => {
    for (const spell of SPELLINGS) {
      const answer = await get(served.port, `/files/${spell(id)}`, id)
      expect([answer.slice(9, 12), answer.includes(`content of file ${IN_TREE.indexOf(id)}.`)]).toEqual(['200', true])
    }
  })

  it('answers 400 to an escape that is not UTF-8', async () => {
    expect((await get(served.port, `/files/${BAD_ESCAPE}`, BAD_ESCAPE)).slice(9, 12)).toBe('400')
  })
})

type Values = Readonly<Record<string, unknown>>
const toListener = (fetch: unknown): RequestListener =>
  getRequestListener(fetch as (request: Request) => Response, { overrideGlobalObjects: false })

/** Makes the app of a README a listener. */
function listenerOf(framework: string, values: Values): RequestListener | Promise<RequestListener> {
  const make = LISTENERS[framework]
  if (make === undefined) throw new Error(`no listener for ${framework}`)
  return make(values)
}

const LISTENERS: Readonly<Record<string, (values: Values) => RequestListener | Promise<RequestListener>>> = {
  express: ({ app }) => app as RequestListener,
  koa: ({ app }) => (app as { callback: () => RequestListener }).callback(),
  fastify: async ({ app }) => {
    const fastify = app as FastifyInstance
    await fastify.ready()
    return (req, res) => fastify.routing(req, res)
  },
  hono: ({ app }) => toListener((app as { fetch: unknown }).fetch),
  'node-http': ({ download }) => download as RequestListener,
  fetch: ({ download, GET }) => {
    const [handler, route] = [download, GET] as ((request: Request, context?: object) => Promise<Response>)[]
    return toListener((request: Request) => {
      const { pathname } = new URL(request.url)
      if (!pathname.startsWith('/next/')) return handler?.(request)
      const id = decoded(pathname.slice('/next/'.length)) // Next.js decodes the parameters of a route handler, and answers 400 itself
      if (id === undefined) return new Response(null, { status: 400 })
      return route?.(request, { params: Promise.resolve({ id }) })
    })
  },
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The routes that a README shows: where the name goes, and what the file id begins with. */
interface Shown {
  readonly snippet: Snippet
  readonly framework: string
  readonly routes: readonly { readonly path: string; readonly prefix: string; readonly isTree: boolean }[]
}

const FILES = { path: '/files/', prefix: '', isTree: false }
const STUDIES = { path: '/studies/', prefix: 'studies/', isTree: true }
const ROUTES: Readonly<Record<string, Shown['routes']>> = {
  express: [FILES, STUDIES],
  koa: [FILES, STUDIES, { path: '/', prefix: '', isTree: true }],
  fastify: [FILES, STUDIES],
  hono: [FILES, STUDIES],
  'node-http': [{ ...FILES, isTree: true }],
  fetch: [
    { ...FILES, isTree: true },
    { path: '/next/', prefix: '', isTree: false },
  ],
}

const own = Object.entries(ROUTES).flatMap(([framework, routes]) =>
  joinedSnippetsOf(`examples/${framework}/README.md`).map((snippet): Shown => ({ snippet, framework, routes })),
)
// Each block with a route for GET in the README of the project and in the pages of its documentation.
const PAGES = ['README.md', ...readdirSync(join(PROJECT, 'docs')).map((name) => `docs/${name}`)]
const main = PAGES.filter((path) => path.endsWith('.md'))
  .flatMap(snippetsOf)
  .flatMap((snippet): Shown[] => {
    const framework = /'daypass\/(express|koa)'/.exec(snippet.code)?.[1]
    const paths = Array.from(
      snippet.code.matchAll(/\.get\(\s*'(\/(\w+)\/)([:*])\w+'/g),
      ([, path = '', name, kind]) => {
        return { path, prefix: kind === '*' ? `${name}/` : '', isTree: kind === '*' }
      },
    )
    return framework === undefined || paths.length === 0 ? [] : [{ snippet, framework, routes: paths }]
  })

it('every document that makes a file id of a URL is here', () => {
  expect(main.map(({ snippet }) => snippet.name.replace(/:\d+$/, ''))).toEqual(
    expect.arrayContaining(['README.md', 'docs/http.md', 'docs/recipes.md']),
  )
  expect(own.map(({ snippet }) => snippet.name.replace('examples/', ''))).toEqual([
    'express/README.md for Express 5',
    'express/README.md for Express 4',
    'koa/README.md',
    'fastify/README.md',
    'hono/README.md',
    'node-http/README.md',
    'fetch/README.md',
  ])
})

describe.each([...own, ...main])('the snippet $snippet.name', ({ snippet, framework, routes }) => {
  let served: Served
  beforeAll(async () => {
    const values = await readmeApp(snippet, ['app', 'download', 'GET'])
    served = await serve(await listenerOf(framework, values))
  })
  afterAll(() => served.close())

  describe.each(routes)('$path', ({ path, prefix, isTree }) => {
    it.each(isTree ? IN_TREE : NAMES)('makes the file id of %s', async (name) => {
      const id = prefix + name
      for (const spell of SPELLINGS) {
        const answer = await get(served.port, path + spell(name), id)
        // Some send files from a folder that does not exist here: 404 is what comes after the guard.
        if (snippet.code.includes('sendFile')) expect(answer.slice(9, 12)).toBe('404')
        else {
          expect(answer.slice(9, 12)).toBe('200')
          expect(answer.includes(id) || answer.includes(Buffer.from(id).toString('latin1'))).toBe(true)
        }
      }
    })

    it('never answers 500 to an escape that is not UTF-8, nor takes it for a file', async () => {
      const answer = await get(served.port, path + BAD_ESCAPE, `${prefix}x`)
      // Some routers leave such a parameter as it is: no link is for it then.
      expect(['400', '403']).toContain(answer.slice(9, 12))
    })
  })
})

describe('what a framework answers by itself', () => {
  const token = (): string => links.sign('x'.repeat(300), 'read', 60)

  /** Targets and headers that frameworks and Node refuse by themselves, with the link in the path and in the query. */
  const requestsWith = (link: string): readonly string[] => [
    `GET /d/${link} HTTP/1.1`,
    `GET /elsewhere?token=${link} HTTP/1.1`,
    `GET /files/${BAD_ESCAPE}?token=${link} HTTP/1.1`,
    `GET /${BAD_ESCAPE}/${link} HTTP/1.1`,
    `GET /files/${link} HTTP/1.1`,
    `GET /files/${'y'.repeat(3000)}?token=${link} HTTP/1.1`,
    `GET //d/${link} HTTP/1.1`,
    `GET http://x/d/${link} HTTP/1.1`,
    `GET d/${link} HTTP/1.1`,
    `POST /files/x?token=${link} HTTP/1.1`,
    `OPTIONS /files/x?token=${link} HTTP/1.1`,
    `PROPFIND /d/${link} HTTP/1.1`,
    `TRACE /d/${link} HTTP/1.1`,
    `UNKNOWN /d/${link} HTTP/1.1`,
    `GET /d/${link}${'y'.repeat(20_000)} HTTP/1.1`,
    `GET /d/${link} HTTP/1.1\r\nX: ${'y'.repeat(20_000)}`,
    `GET /d/${link} HTTP/1.1\r\nno colon`,
    `PUT /files/x?token=${link} HTTP/1.1\r\nContent-Length: z`,
    `PUT /files/x?token=${link} HTTP/1.1\r\nExpect: z`,
  ]

  async function expectNoLink(port: number): Promise<void> {
    const link = token()
    for (const request of requestsWith(link)) {
      const answer = await exchange(port, `${request}\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(answer, request).toMatch(/^HTTP\/1\.1 4\d\d /)
      expect(answer.includes(link.slice(-43)), request).toBe(false)
    }
  }

  it.each(Object.entries(EXAMPLE_APPS))('shows no link: the example %s', async (_, appOf) => {
    const served = await serve(await appOf(tmpdir(), links))
    await expectNoLink(served.port)
    await served.close()
  })

  it.each(own)('shows no link: the snippet $snippet.name', async ({ snippet, framework }) => {
    // What the README of Express says to add.
    const settings = framework === 'express' ? fencesOf('examples/express/README.md', 'js') : []
    const code = [snippet.code, ...settings.map((fence) => fence.code)].join('\n')
    const values = await readmeApp({ ...snippet, code }, ['app', 'download', 'GET'])
    vi.stubEnv('NODE_ENV', 'development') // in which frameworks show more
    const served = await serve(await listenerOf(framework, values))
    await expectNoLink(served.port)
    await served.close()
    vi.stubEnv('NODE_ENV', 'test')
  })

  it('shows no link: the server of Fastify itself', async () => {
    const app = createFastify(tmpdir(), links)
    await app.listen({ port: 0, host: '127.0.0.1' })
    await expectNoLink((app.server.address() as { port: number }).port)
    await app.close()
  })
})

describe('Fastify', () => {
  it.each([
    ['the example', async () => createFastify(tmpdir(), links)],
    [
      'its README',
      async () => (await readmeApp(joinedSnippetsOf('examples/fastify/README.md')[0] as Snippet, ['app'])).app,
    ],
  ] as const)('takes a token and a file id of any length in the path: %s', async (_, make) => {
    const app = (await make()) as FastifyInstance
    const guard = requireLink(links, { fileId: ({ params }) => params.id, tokenFrom: [{ param: 'token' }] })
    app.get('/d/:token/:id', guard, async (request) => linkOf(request).fileId)
    const id = 'ä'.repeat(256)
    const answer = await app.inject(`/d/${links.sign(id, 'read', 60)}/${encodeURIComponent(id)}`)
    expect([answer.statusCode, answer.body]).toEqual([200, id])
    await app.close()
  })
})
