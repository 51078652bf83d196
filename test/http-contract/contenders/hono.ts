import { linkOf, requireLink } from 'daypass/hono'
import { type Context, Hono } from 'hono'
import { fileResponse } from '../../../examples/shared/file-response.ts'
import { existingFile } from '../../../examples/shared/files.ts'
import { getRequestListener, type NodeBindings } from '../../../examples/shared/node-server.ts'
import { putFile } from '../../../examples/shared/put-file.ts'
import { serve } from '../../support/serve.ts'
import { type Contender, type MadeAnswer, OWN, optionsOf, pathsOf, type Route, type Scene } from '../scene.ts'

type NodeContext = Context<{ Bindings: NodeBindings }>

export const hono: Contender = {
  name: 'Hono 4',
  start: (scene) => {
    const app = new Hono<{ Bindings: NodeBindings }>()
    for (const route of scene.routes) {
      const guard = requireLink(scene.linksOf(route), {
        ...optionsOf(route, (c: NodeContext) => ({
          id: c.req.param('id') as string,
          header: (header) => c.req.header(header),
        })),
        address: (c: NodeContext) => forwarded(scene, c, 'For') ?? c.env.incoming.socket.remoteAddress,
        secure: (c: NodeContext) => forwarded(scene, c, 'Proto') === 'https' || 'encrypted' in c.env.incoming.socket,
      })
      for (const path of pathsOf(route)) app.all(path, guard, (c) => handle(scene, route, c))
    }
    app.onError((error, c) => c.text('', ((error as { status?: number }).status ?? 500) as 500))
    return serve(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  },
}

function forwarded({ proxied }: Scene, c: NodeContext, what: 'For' | 'Proto'): string | undefined {
  return proxied ? c.req.header(`X-Forwarded-${what}`) : undefined
}

async function handle(scene: Scene, route: Route, c: Context): Promise<Response> {
  const grant = linkOf(c)
  const { method } = c.req
  scene.run(route, grant)
  if (route.answer !== undefined) return answer(route.answer, c)
  if (route.overrides) for (const [name, value] of Object.entries(OWN)) c.header(name, value)
  if (method === 'GET' || method === 'HEAD') {
    const path = await existingFile(scene.root, grant.fileId)
    if (path === undefined) return c.notFound()
    const { body, status, headers } = await fileResponse(path, c.req.raw)
    return c.newResponse(body, status as 200, Object.fromEntries(headers))
  }
  if (method !== 'PUT') return c.text(`${method} ${grant.fileId}`)
  const body = c.req.raw.body ?? new Blob([]).stream()
  return c.body(null, await putFile(scene.root, { grant, header: (name) => c.req.header(name), body }))
}

function answer({ via, status, headers = {}, body }: MadeAnswer, c: Context): Response | Promise<Response> {
  if (via === 'default') return c.notFound()
  if (via === 'throw') throw Object.assign(new Error('in the handler'), { status })
  if (via === 'redirect') return c.redirect(headers.Location as string, status as 302)
  if (via === 'send' && body !== undefined) return c.body(body, status as 200, headers)
  return new Response(via === 'stream' ? new Blob([body ?? '']).stream() : (body ?? null), { status, headers })
}
