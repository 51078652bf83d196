import { Readable } from 'node:stream'
import { type ExpressRequest, linkOf, requireLink } from 'daypass/express'
import { UploadError } from 'daypass/http'
import express5, { type ErrorRequestHandler, type NextFunction, type RequestHandler, type Response } from 'express'
import express4 from 'express4'
import { putFile } from '../../../examples/shared/put-file.ts'
import { serve } from '../../support/serve.ts'
import { type Contender, type MadeAnswer, OWN, optionsOf, pathsOf, type Route, type Scene } from '../scene.ts'

function contender(name: string, express: typeof express5): Contender {
  return {
    name,
    start: (scene) => {
      const app = express()
      app.set('env', 'test') // Express's own error handler is then silent
      if (scene.proxied) app.set('trust proxy', 1)
      for (const route of scene.routes) {
        const guard = requireLink(scene.linksOf(route), {
          ...optionsOf(route, ({ params, headers }: ExpressRequest) => ({
            id: params.id,
            header: (header) => headers[header]?.toString(),
          })),
        })
        for (const path of pathsOf(route)) app.all(path, guard, handle(scene, route))
      }
      app.use(answerUploadError)
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
      if (route.answer !== undefined) return answer(route.answer, res, next)
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

/** Express's own error handler would read the whole body first. */
const answerUploadError: ErrorRequestHandler = (error, _req, res, next) => {
  if (!(error instanceof UploadError)) return next(error)
  res.status(error.status).set('Connection', 'close').end()
}

function answer({ via, status, headers = {}, body = '' }: MadeAnswer, res: Response, next: NextFunction): void {
  if (via === 'default') next()
  else if (via === 'throw') throw Object.assign(new Error('in the handler'), { status })
  else if (via === 'redirect') res.redirect(status, headers.Location as string)
  else if (via === 'head') res.writeHead(status, headers).end(body)
  else {
    res.status(status).set(headers)
    if (via === 'stream') Readable.from([body]).pipe(res)
    else res.send(body)
  }
}

export const express: readonly Contender[] = [
  contender('Express 4', express4 as unknown as typeof express5),
  contender('Express 5', express5),
]
