import express5, { type ErrorRequestHandler, type RequestHandler } from 'express'
import express4 from 'express4'
import { type ExpressRequest, linkOf, requireLink } from '../../../examples/express/adapter.ts'
import { putFile } from '../../../examples/shared/put-file.ts'
import { serve } from '../../http/support/serve.ts'
import { type Contender, OWN, optionsOf, pathsOf, type Route, type Scene } from '../scene.ts'

function contender(name: string, express: typeof express5): Contender {
  return {
    name,
    start: (scene) => {
      const app = express()
      if (scene.proxied) app.set('trust proxy', 1)
      for (const route of scene.routes) {
        const guard = requireLink(scene.links, {
          ...optionsOf(route, ({ params, headers }: ExpressRequest) => ({
            id: params.id,
            header: (header) => headers[header]?.toString(),
          })),
        })
        for (const path of pathsOf(route)) app.all(path, guard, handle(scene, route))
      }
      app.use(answerQuietly)
      return serve(app)
    },
  }
}

function handle(scene: Scene, route: Route): RequestHandler {
  // Express 4 does not wait for a promise.
  return (req, res, next) => {
    const run = async (): Promise<void> => {
      const grant = linkOf(req)
      scene.run(route, grant)
      if (route.overrides) res.set(OWN)
      if (req.method === 'GET' || req.method === 'HEAD') {
        await new Promise<void>((resolve, reject) => {
          res.sendFile(grant.fileId, { root: scene.root }, (error) => (error ? reject(error) : resolve()))
        })
      } else if (req.method === 'PUT') {
        const header = (name: string): string | undefined => req.headers[name]?.toString()
        res.status(await putFile(scene.root, { grant, header, body: req })).end()
      } else res.send(`${req.method} ${grant.fileId}`)
    }
    run().catch(next)
  }
}

/** As Express by itself, which would write the error to the console too. */
const answerQuietly: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res
    .set(error.headers ?? {})
    .status(error.status ?? 500)
    .end()
}

export const express: readonly Contender[] = [
  contender('Express 4', express4 as unknown as typeof express5),
  contender('Express 5', express5),
]
