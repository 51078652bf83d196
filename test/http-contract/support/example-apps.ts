import type { RequestListener } from 'node:http'
import type { Links } from 'daypass'
import { createApp as createExpress } from '../../../examples/express/app.ts'
import { createApp as createFastify } from '../../../examples/fastify/app.ts'
import { createHandler } from '../../../examples/fetch/app.ts'
import { createApp as createHono } from '../../../examples/hono/app.ts'
import { createApp as createKoa } from '../../../examples/koa/app.ts'
import { createListener } from '../../../examples/node-http/app.ts'
import { getRequestListener } from '../../../examples/shared/node-server.ts'

/** The app of an example, on a folder. */
export type ExampleApp = (root: string, links: Links) => Promise<RequestListener>

/** The apps of all the examples in TypeScript, by the names of their folders. */
export const EXAMPLE_APPS: Readonly<Record<string, ExampleApp>> = {
  express: async (root, links) => createExpress(root, links),
  koa: async (root, links) => createKoa(root, links).callback(),
  fastify: async (root, links) => {
    const app = createFastify(root, links)
    await app.ready()
    return (req, res) => app.routing(req, res)
  },
  hono: async (root, links) => getRequestListener(createHono(root, links).fetch, { overrideGlobalObjects: false }),
  'node-http': async (root, links) => createListener(root, links),
  fetch: async (root, links) => getRequestListener(createHandler(root, links), { overrideGlobalObjects: false }),
}
