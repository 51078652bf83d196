import { Readable } from 'node:stream'
import Router from '@koa/router'
import { type KoaContext, linkOf, requireLink } from 'daypass/koa'
import Koa3, { type Context } from 'koa'
import Koa2 from 'koa2'
import send from 'send'
import { putFile } from '../../../examples/shared/put-file.ts'
import { serve } from '../../support/serve.ts'
import { type Contender, type MadeAnswer, OWN, optionsOf, pathsOf, type Route, type Scene } from '../scene.ts'

function contender(name: string, Koa: typeof Koa3): Contender {
  return {
    name,
    start: (scene) => {
      const app = new Koa()
      app.silent = true
      app.proxy = scene.proxied
      const router = new Router()
      for (const route of scene.routes) {
        const guard = requireLink(scene.linksOf(route), {
          ...optionsOf(route, ({ params, headers }: KoaContext) => ({
            id: params.id,
            header: (header) => headers[header]?.toString(),
          })),
        })
        for (const path of pathsOf(route)) router.all(path, guard, (ctx) => handle(scene, route, ctx))
      }
      app.use(router.routes())
      return serve(app.callback())
    },
  }
}

async function handle(scene: Scene, route: Route, ctx: Context): Promise<void> {
  const grant = linkOf(ctx)
  scene.run(route, grant)
  if (route.overrides) ctx.set(OWN)
  if (route.answer !== undefined) return answer(route.answer, ctx)
  if (ctx.method === 'GET' || ctx.method === 'HEAD') {
    ctx.status = 200
    ctx.respond = false
    await new Promise<void>((resolve, reject) => {
      const file = send(ctx.req, encodeURI(grant.fileId), { root: scene.root })
      file.on('error', reject).pipe(ctx.res).on('close', resolve)
    }).catch((error) => {
      ctx.respond = true
      throw error
    })
  } else if (ctx.method === 'PUT') {
    const header = (name: string): string => ctx.get(name)
    ctx.body = null
    ctx.status = await putFile(scene.root, { grant, header, body: ctx.req })
  } else ctx.body = `${ctx.method} ${grant.fileId}`
}

function answer({ via, status, headers = {}, body = '' }: MadeAnswer, ctx: Context): void {
  if (via === 'throw') throw Object.assign(new Error('in the handler'), { status, expose: false })
  if (via === 'redirect') ctx.redirect(headers.Location as string)
  else if (via === 'head') {
    ctx.respond = false
    ctx.res.writeHead(status, Object.entries(headers).flat()).end(body)
  } else if (via !== 'default') {
    ctx.status = status
    if (status !== 204) ctx.body = via === 'stream' ? Readable.from([Buffer.from(body)]) : body
    ctx.set(headers)
  }
}

export const koa: readonly Contender[] = [contender('Koa 2', Koa2 as unknown as typeof Koa3), contender('Koa 3', Koa3)]
